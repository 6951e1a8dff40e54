import type { AnswerWords, Names } from '#pictures'
import type { Answered } from '../../../../api/analyses.ts'

/** What every picture of an answer is given. */
export interface PictureProperties {
  readonly answered: Answered
  readonly names: Names
  readonly words: AnswerWords
  readonly onWho: (cell: string) => void
}
