import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { newQuestion } from './model/new-question.ts'
import { type Question, readQuestion } from './model/question.ts'

const quietMilliseconds = 250

export interface QuestionEditor {
  /** As it is being edited. */
  readonly question: Question
  /** As it stands in the address, which is what is asked; it follows when the editing pauses. */
  readonly settled: Question
  readonly isSettled: boolean
  /** The address holds something that is no question. */
  readonly broken: boolean
  /** @param field edits of one field in a row are one step of the browser's history */
  change(next: Question, field?: string): void
}

/** The question lives in the address of the page, so that it can be sent to somebody and Back undoes. */
export function useQuestion(saved: Question | undefined): QuestionEditor {
  const { q } = useSearch({ strict: false })
  const navigate = useNavigate()
  const [begin] = useState(() => newQuestion('funnel'))
  const read = q === undefined ? (saved ?? begin) : readQuestion(q)
  const settled = read ?? begin
  const address = JSON.stringify(settled)
  const [question, setQuestion] = useState(settled)
  const written = useRef(address)
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const lastField = useRef<string>(undefined)
  useEffect(() => {
    if (waiting.current !== undefined || address === written.current) return
    // Back, Forward or a link: the page follows the address.
    written.current = address
    lastField.current = undefined
    setQuestion(JSON.parse(address) as Question)
  }, [address])
  useEffect(() => () => clearTimeout(waiting.current), [])
  const change = useCallback(
    (next: Question, field?: string) => {
      setQuestion(next)
      clearTimeout(waiting.current)
      const replace = field !== undefined && field === lastField.current
      waiting.current = setTimeout(() => {
        waiting.current = undefined
        written.current = JSON.stringify(next)
        lastField.current = field
        const search = (before: object) => ({ ...before, q: next, cell: undefined })
        // The type of `search` is the union over all routes; the route's validateSearch keeps only its own names.
        void navigate({ to: '.', search: search as never, replace })
      }, quietMilliseconds)
    },
    [navigate],
  )
  return {
    question,
    settled,
    isSettled: JSON.stringify(question) === address,
    broken: read === null,
    change,
  }
}
