import { type Answer, type Question, tableOf } from './answer.ts'
import { measuresOf } from './draw-answer.ts'
import type { PictureTexts } from './texts.ts'
import { trendKinds } from './trend.ts'
import type { AnswerWords } from './words.ts'

export interface View {
  readonly key: string
  readonly label: string
}

/**
 * The pictures that an answer can be drawn as, the usual one first; empty where there is only one.
 * @param view the one that is chosen
 * @returns also whether the picture is of one series only, which can be chosen
 */
export function viewsOf(
  question: Question,
  answer: Answer,
  view: string | undefined,
  words: AnswerWords,
  texts: PictureTexts,
): { views: readonly View[]; ofOneSeries: boolean } {
  const named = (keys: readonly (keyof PictureTexts['views'])[]) =>
    keys.map((key) => ({ key, label: texts.views[key] }))
  switch (question.type) {
    case 'funnel':
      return {
        views: tableOf(answer, 'times') === undefined ? [] : named(['steps', 'times']),
        ofOneSeries: false,
      }
    case 'trend':
      return { views: named(trendKinds), ofOneSeries: false }
    case 'retention':
      return { views: named(['heat', 'curves']), ofOneSeries: view !== 'curves' }
    case 'interval':
      return { views: named(['bars', 'median', 'mean']), ofOneSeries: false }
    case 'sessions':
    case 'aum':
      return {
        views: measuresOf(answer).map((column) => ({ key: column.key, label: words.column(column) })),
        ofOneSeries: false,
      }
    case 'drop_off':
    case 'path':
    case 'lifecycle':
    case 'frequency':
    case 'attribution':
    case 'heat':
    case 'tier_migration':
      return { views: [], ofOneSeries: true }
    default:
      return { views: [], ofOneSeries: false }
  }
}
