import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import {
  type BoardFilters,
  questionsQuery,
  type Widget,
  type WidgetQuestion,
} from '../../../api/dashboards.ts'

export interface BoardQuestions {
  of(widget: string): WidgetQuestion | undefined
  readonly error: unknown
  again(): void
}

/** What the widgets of a board ask, with the filters laid over all of them at once. */
export function useQuestions(widgets: readonly Widget[], filters: BoardFilters): BoardQuestions {
  const query = useQuery({
    ...questionsQuery(widgets, filters),
    enabled: widgets.length > 0,
    placeholderData: keepPreviousData,
  })
  const { data, error, isError, refetch } = query
  return useMemo(() => {
    const byWidget = new Map((data?.items ?? []).map((one) => [one.widget, one]))
    return {
      // A new filter that is wrong must not leave the numbers of the old one standing.
      of: (widget) => (isError ? undefined : byWidget.get(widget)),
      error: isError ? error : undefined,
      again: () => void refetch(),
    }
  }, [data, error, isError, refetch])
}
