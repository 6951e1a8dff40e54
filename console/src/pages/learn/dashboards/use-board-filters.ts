import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { BoardFilters } from '../../../api/dashboards.ts'

/** The filters of a board live in the address; without any there they are those that it was saved with. */
export function useBoardFilters(saved: BoardFilters) {
  const { filters: inAddress } = useSearch({ strict: false })
  const navigate = useNavigate()
  const text = JSON.stringify(inAddress ?? saved)
  // Whether they are right, the server says.
  const filters = useMemo(() => JSON.parse(text) as BoardFilters, [text])
  const savedText = JSON.stringify(saved)
  const change = useCallback(
    (next: BoardFilters) => {
      const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined))
      const search = (before: object) => ({
        ...before,
        filters: JSON.stringify(kept) === savedText ? undefined : kept,
      })
      // The type of `search` is the union over all routes; the route's validateSearch keeps only its own names.
      void navigate({ to: '.', search: search as never })
    },
    [navigate, savedText],
  )
  return { filters, change, changed: inAddress !== undefined && text !== savedText }
}
