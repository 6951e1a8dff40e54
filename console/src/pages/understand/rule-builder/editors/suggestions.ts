import { useQuery } from '@tanstack/react-query'
import { createElement, type ReactNode, useMemo } from 'react'
import { type TagDetail, tagQuery } from '../../../../api/tags.ts'
import { useFormats } from '../../../../app/format.ts'

/** The values of a tag with how many customers have each, once somebody looks. */
export function useSuggestions(
  tag: string | undefined,
  wanted: boolean,
): { options: { value: string; label: ReactNode }[]; loading: boolean } {
  const format = useFormats()
  const detail = useQuery({
    ...tagQuery(tag ?? ''),
    enabled: wanted && tag !== undefined,
    staleTime: 300_000,
  })
  const options = useMemo(() => {
    const { distribution } = detail.data ?? {}
    if (distribution?.kind !== 'values') return []
    return distribution.values
      .filter(({ value }) => value !== '')
      .map(({ value, customers }) => ({
        value,
        label: createElement(
          'span',
          { className: 'bn-suggestion' },
          createElement('span', null, value),
          createElement('small', null, format.count(customers)),
        ),
      }))
  }, [detail.data, format])
  return { options, loading: wanted && tag !== undefined && detail.isPending }
}

export type Quantile = Extract<
  NonNullable<TagDetail['distribution']>,
  { kind: 'quantiles' }
>['quantiles'][number]

/** Where the values of a number tag lie. */
export function useQuantiles(tag: string | undefined, wanted: boolean): readonly Quantile[] {
  const detail = useQuery({
    ...tagQuery(tag ?? ''),
    enabled: wanted && tag !== undefined,
    staleTime: 300_000,
  })
  const { distribution } = detail.data ?? {}
  return distribution?.kind === 'quantiles' ? distribution.quantiles : []
}
