import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Estimate, estimateQuery, type RuleJson } from '../../../api/rules.ts'
import { type Problem, problemOf } from '../../../api/problem.ts'

const quietMilliseconds = 150
const patienceMilliseconds = 300

/** The value once it has not changed for a while. */
export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}

export interface LiveCount {
  /** The last count that came; of an earlier rule while `fresh` is false. */
  readonly estimate: Estimate | undefined
  readonly fresh: boolean
  /** It takes so long that the reader should be told. */
  readonly slow: boolean
  readonly problem: Problem | undefined
  retry(): void
}

/** Asks for the count of a rule as it changes; the last number stays until the next one comes. */
export function useLiveCount(json: string | null, editor: string): LiveCount {
  const settled = useSettled(json, quietMilliseconds)
  const rule = settled === null ? null : (JSON.parse(settled) as RuleJson)
  const query = useQuery(estimateQuery(rule, editor))
  const [last, setLast] = useState<Estimate>()
  if (query.data !== undefined && query.data !== last) setLast(query.data)
  const waiting = json !== settled || query.isFetching
  return {
    estimate: json === null ? undefined : (query.data ?? last),
    fresh: !waiting && query.data !== undefined && json === settled,
    slow: useSettled(waiting, patienceMilliseconds) && waiting && json !== null,
    problem: query.isError && json === settled ? problemOf(query.error) : undefined,
    retry: () => void query.refetch(),
  }
}
