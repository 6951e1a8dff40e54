import type { Answered } from '../../../../api/analyses.ts'
import type { AnswerWords } from './words.ts'

/** What every picture of an answer is given. */
export interface PictureProperties {
  readonly answered: Answered
  readonly words: AnswerWords
  readonly onWho: (cell: string) => void
}
