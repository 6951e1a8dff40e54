import type { EChartsOption } from 'echarts/types/dist/shared'
import { drawAnswer, type PictureRequest } from './draw-answer.ts'

export type { AnswerTable, Language, LocalisedName } from './answer.ts'
export { numberIn, rowsOf, tableOf } from './answer.ts'
export { chartTheme } from './chart-theme.ts'
export { deep, depthOf, drawingColours, fontFamily, seriesColours, stageColours } from './colours.ts'
export { drawAnswer, matrixOf, type PictureRequest } from './draw-answer.ts'
export { type Headline, headlineOf } from './headline.ts'
export { cellsOf, type Matrix } from './matrix.ts'
export { drawMetricBreakdown } from './metric-breakdown.ts'
export { drawMetricSeries, drawSparkline } from './metric-series.ts'
export { drawRanking } from './ranking.ts'
export { numberFormatsOf } from './number-formats.ts'
export type { Mark, Picked, Picture } from './picture.ts'
export { tagValuesOf } from './tag-values.ts'
export { pictureTexts } from './texts.ts'
export { type MetricUnit, metricValueText, valueText } from './value-text.ts'
export { type View, viewsOf } from './views.ts'
export type { Names } from './value-names.ts'
export { type AnswerWords, daysOf, wordsOf } from './words.ts'

/** Only what ECharts draws of `drawAnswer`. */
export const pictureOf = (request: PictureRequest): EChartsOption | null =>
  drawAnswer(request)?.option ?? null
