import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ProblemState } from '../../../components/problem-state.tsx'

/** A part of the page with its own loading and error state: one that fails leaves the others readable. */
export function Part<Answer>({
  query,
  children,
  rows = 4,
}: {
  query: UseQueryResult<Answer>
  children: (answer: Answer) => ReactNode
  rows?: number
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ProblemState error={query.error} retry={() => void query.refetch()} />
  return <Skeleton active title={false} paragraph={{ rows }} />
}
