import type { EChartsOption } from 'echarts/types/dist/shared'
import {
  drawAnswer,
  drawMetricSeries,
  drawRanking,
  drawSparkline,
  type Language,
  type Mark,
  type Names,
} from '#pictures'
import type { WidgetAnswer } from '../questions/answer-widgets.ts'

export const pictureWidth = 680
const usualHeight = 280

interface Drawn {
  readonly option: EChartsOption
  readonly height: number
}

/** What a widget shows as a picture; null where it is words or numbers only. */
export function drawWidget(
  answer: WidgetAnswer,
  { language, names, marks }: { language: Language; names: Names; marks: readonly Mark[] },
): Drawn | null {
  if (answer.kind === 'analysis') {
    const { content } = answer.widget
    const view = content.kind === 'saved' || content.kind === 'analysis' ? content.picture : 'auto'
    if (view === 'table' || answer.result.tables.every(({ rows }) => rows.length === 0)) return null
    return drawAnswer({
      question: answer.question.analysis,
      answer: answer.result,
      language,
      dark: false,
      names,
      width: pictureWidth,
      marks,
      ...(view === 'auto' ? {} : { view }),
    })
  }
  if (answer.kind !== 'metric') return null
  const { metric, points, targets, number, ranking } = answer.answer
  const { shown } = answer.question.question
  const { unit, direction } = metric
  if (ranking && shown.show === 'ranking') {
    const { items } = ranking
    const option = drawRanking({ unit, direction, by: shown.by, items, language, dark: false })
    return items.length === 0 ? null : { option, height: 40 + 24 * items.length }
  }
  if (points.every(({ value }) => value === null)) return null
  if (number) return { option: drawSparkline(points, false), height: 80 }
  const option = drawMetricSeries({ unit, points, targets, language, dark: false, marks })
  return { option, height: usualHeight }
}
