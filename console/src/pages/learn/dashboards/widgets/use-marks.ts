import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Mark } from '#pictures'
import { marksQuery } from '../../../../api/dashboards.ts'
import { useFormats } from '../../../../app/format.ts'
import { useBoard } from './board-context.ts'

const none: readonly Mark[] = []

/** What charts of some days tell of, in the reader's language. */
export function useMarks(days: { from: string; to: string } | undefined): readonly Mark[] {
  const format = useFormats()
  const { board, marked } = useBoard()
  const marks = useQuery({
    ...marksQuery(board, { from: days?.from ?? '', to: days?.to ?? '' }),
    enabled: marked && days !== undefined,
  })
  return useMemo(
    () =>
      marked && marks.data !== undefined
        ? marks.data.items.map((one) => ({
            name: format.name(one.name),
            from: one.firstDay,
            to: one.lastDay === null || one.lastDay === one.firstDay ? null : one.lastDay,
          }))
        : none,
    [marks.data, marked, format],
  )
}
