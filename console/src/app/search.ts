import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Keeps only the named text parameters of a URL, dropping empty ones. */
export function textsIn<const Names extends readonly string[]>(...names: Names) {
  return (search: Record<string, unknown>): Partial<Record<Names[number], string>> => {
    const kept: Partial<Record<string, string>> = {}
    for (const name of names) {
      const value = search[name]
      if (typeof value === 'string' && value !== '') kept[name] = value
      if (typeof value === 'number' || typeof value === 'boolean') kept[name] = String(value)
    }
    return kept as Partial<Record<Names[number], string>>
  }
}

export type Filters = Readonly<Record<string, string | undefined>>

/**
 * The filters of this page, which live in its URL. Changing any of them goes back to the first page;
 * a change that leads somewhere (another page, an opened item) can be undone with the browser's Back.
 */
export function useFilters(): [Filters, (change: Filters, how?: { replace?: boolean }) => void] {
  const filters: Filters = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (changes: Filters, how: { replace?: boolean } = {}) => {
      const next = (previous: Filters) => {
        const merged: Record<string, string | undefined> = { ...previous, cursor: undefined, ...changes }
        return Object.fromEntries(
          Object.entries(merged).filter(([, value]) => value !== undefined && value !== ''),
        )
      }
      // The type of `search` is the union over all routes; each route's validateSearch keeps only its own names.
      void navigate({ to: '.', search: next as never, replace: how.replace ?? false })
    },
    [navigate],
  )
  return [filters, change]
}
