import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import {
  type Analysis,
  type Answered,
  type AnswerProgress,
  answerQuery,
  progressQuery,
} from '../../../api/analyses.ts'
import { type Problem, problemOf } from '../../../api/problem.ts'

export interface LiveAnswer {
  /** The last answer that came, with the question it belongs to. */
  readonly answered: Answered | undefined
  /** It belongs to the question as it stands. */
  readonly fresh: boolean
  readonly running: boolean
  /** The reader gave the question up. */
  readonly stopped: boolean
  readonly error: unknown
  readonly problem: Problem | undefined
  /** Seconds since the question that runs was asked. */
  readonly seconds: number
  /** How far it is; told once it takes long enough to wonder. */
  readonly progress: AnswerProgress | undefined
  stop(): void
  again(): void
}

/** Seconds after which one begins to wonder. */
export const patience = 1

/** Asks a question as soon as it is complete; the last answer stays until the next one comes. */
export function useAnswer(analysis: Analysis | null, isSettled: boolean): LiveAnswer {
  const queries = useQueryClient()
  const [editor] = useState(() => `analysis ${crypto.randomUUID().slice(0, 8)}`)
  const text = JSON.stringify(analysis)
  const [asking, setAsking] = useState('')
  const [again, setAgain] = useState({ text: '', times: 0 })
  const times = again.text === text ? again.times : 0
  const asked = answerQuery(analysis, editor, times, setAsking)
  const query = useQuery({ ...asked, placeholderData: keepPreviousData })
  const running = query.isFetching
  const seconds = useSeconds(running)
  const told = running && asking !== '' && seconds >= patience
  const progress = useQuery({ ...progressQuery(asking), enabled: told })
  const unanswered = query.isPending || query.isPlaceholderData
  return {
    answered: query.data,
    fresh: isSettled && query.data !== undefined && !query.isPlaceholderData,
    running,
    stopped: analysis !== null && query.fetchStatus === 'idle' && unanswered && !query.isError,
    error: query.error,
    problem: query.isError && isSettled ? problemOf(query.error) : undefined,
    seconds,
    progress: told ? progress.data : undefined,
    stop: () => void queries.cancelQueries({ queryKey: asked.queryKey }),
    again: () => {
      if (query.data === undefined || unanswered) void query.refetch()
      else setAgain({ text, times: times + 1 })
    },
  }
}

const tick = 200

function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (!running) return undefined
    const started = performance.now()
    const timer = setInterval(() => setSeconds((performance.now() - started) / 1000), tick)
    return () => {
      clearInterval(timer)
      setSeconds(0)
    }
  }, [running])
  return seconds
}
