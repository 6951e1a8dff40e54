import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { checkStatement, runStatement, type StatementAnswer } from '../../../api/sql-lab.ts'
import type { Mark } from './sql-editor.tsx'
import { useProblemText } from './problem-text.ts'

const draftKey = 'banyan.sql-lab.draft'

/** The statement that one writes, kept in this browser while nothing else is. */
export function useDraft(start: string): [string, (sql: string) => void] {
  const [sql, setSql] = useState(() => localStorage.getItem(draftKey) ?? start)
  const change = useCallback((next: string) => {
    localStorage.setItem(draftKey, next)
    setSql(next)
  }, [])
  return [sql, change]
}

/** Runs one statement at a time; giving it up stops it in the store. */
export function useRun() {
  const queries = useQueryClient()
  const giveUp = useRef<AbortController>(null)
  const run = useMutation<StatementAnswer, Error, string>({
    mutationFn: (sql) => {
      giveUp.current = new AbortController()
      return runStatement(sql, giveUp.current.signal)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['sql-lab', 'runs'] }),
  })
  const cancel = useCallback(() => giveUp.current?.abort(), [])
  const cancelled = run.error?.name === 'AbortError'
  return { run, cancel, cancelled }
}

/** What is wrong with a statement, in the reader's language; only the newest question counts. */
export function useCheck(): (sql: string) => Promise<Mark | null> {
  const textOf = useProblemText()
  const asking = useRef<AbortController>(null)
  return useCallback(
    async (sql) => {
      asking.current?.abort()
      const mine = new AbortController()
      asking.current = mine
      try {
        const { problem } = await checkStatement(sql, mine.signal)
        return problem && { from: problem.from, to: problem.to, message: textOf(problem) }
      } catch {
        // Marks are a help only: what keeps them away is said when the statement is run.
        return null
      }
    },
    [textOf],
  )
}
