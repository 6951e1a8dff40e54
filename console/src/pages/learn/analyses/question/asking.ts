import { createContext, use } from 'react'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'
import type { Question } from '../model/question.ts'

/** What every part of a question needs. */
export interface Asking {
  readonly question: Question
  /** @param field edits of one field in a row are one step of the browser's history */
  change(next: Question, field?: string): void
  readonly catalogue: RuleCatalogue
  /** What the server found wrong, with JSON pointers into the question. */
  readonly problems: readonly { path: string; message: string }[]
}

export const AskingContext = createContext<Asking | null>(null)

export function useAsking(): Asking {
  const asking = use(AskingContext)
  if (asking === null) throw new Error('This part belongs into a QuestionPanel')
  return asking
}
