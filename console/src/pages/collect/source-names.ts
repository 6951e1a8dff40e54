import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { allSourcesQuery } from '../../api/sources.ts'

/** Names of the sources by id, and choices for a filter. */
export function useSourceNames() {
  const { data } = useQuery(allSourcesQuery)
  return useMemo(() => {
    const sources = data?.items ?? []
    const names = new Map(sources.map(({ id, name }) => [id, name]))
    return {
      nameOf: (id: number) => names.get(id) ?? `#${id}`,
      choices: sources.map(({ id, name }) => ({ value: String(id), label: name })),
    }
  }, [data])
}

/** A source in the address bar: its number, else nothing. */
export function sourceIn(text: string | undefined): number | undefined {
  const id = Number(text)
  return Number.isInteger(id) && id > 0 ? id : undefined
}
