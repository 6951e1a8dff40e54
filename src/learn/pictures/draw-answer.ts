import { type Answer, type AnswerSeries, type Language, type Question, tableOf } from './answer.ts'
import { attributionPicture } from './attribution.ts'
import { barsPicture } from './bars.ts'
import { seriesColours } from './colours.ts'
import { curvesPicture } from './curves.ts'
import { dropOffPicture } from './drop-off.ts'
import { funnelPicture } from './funnel.ts'
import { type Matrix, matrixPicture } from './matrix.ts'
import { numberFormatsOf } from './number-formats.ts'
import { pathPicture } from './path.ts'
import type { Drawing, Mark, Picture } from './picture.ts'
import { piePicture } from './pie.ts'
import { retentionPicture } from './retention.ts'
import { pictureTexts } from './texts.ts'
import { trendKinds, trendPicture } from './trend.ts'
import type { Names } from './value-names.ts'
import { wordsOf } from './words.ts'

export interface PictureRequest {
  readonly question: Question
  readonly answer: Answer
  readonly language: Language
  readonly dark: boolean
  readonly names: Names
  /** Which of the pictures that the type has; its usual one unless said. */
  readonly view?: string
  /** Key of the series that is drawn where only one can be; the first unless said. */
  readonly series?: string
  /** Pixels that the drawing has from left to right. */
  readonly width?: number
  readonly marks?: readonly Mark[]
}

/** The picture of an answer; null where there is nothing to draw, or it is of a type without a picture. */
export function drawAnswer(request: PictureRequest): Picture | null {
  const { question, answer, language, dark, names, view, marks = [], width = 800 } = request
  const series = answer.series.find(({ key }) => key === request.series) ?? answer.series[0]
  if (series === undefined) return null
  const drawing: Drawing = {
    question,
    answer,
    language,
    words: wordsOf(question, answer, language, names),
    format: numberFormatsOf(language),
    texts: pictureTexts[language],
    colours: seriesColours(dark),
    width,
    marks,
  }
  return pictureOfType(drawing, series, view)
}

function pictureOfType(drawing: Drawing, series: AnswerSeries, view: string | undefined): Picture | null {
  const { question, answer } = drawing
  const alone = { ...drawing, answer: { ...answer, series: [series] } }
  switch (question.type) {
    case 'funnel': {
      const times = tableOf(answer, 'times')
      return view === 'times' && times !== undefined ? barsPicture(drawing, times) : funnelPicture(drawing)
    }
    case 'trend':
      if (view === 'pie') return piePicture(drawing)
      return trendPicture(drawing, trendKinds.find((kind) => kind === view) ?? 'line')
    case 'retention':
      return view === 'curves' ? curvesPicture(drawing) : retentionPicture(drawing, series)
    case 'path':
      return pathPicture(drawing, series)
    case 'interval':
    case 'distribution': {
      if (view === 'median') return trendPicture(drawing, 'line', ['p25', 'median', 'p75'])
      if (view === 'mean') return trendPicture(drawing, 'line', ['mean'])
      const bars = tableOf(answer, 'bins') ?? tableOf(answer, 'bars')
      return bars === undefined ? null : barsPicture(drawing, bars)
    }
    case 'lifecycle':
      return trendPicture(alone, 'stacked')
    case 'frequency':
      return trendPicture(
        alone,
        'stacked',
        (answer.tables[0]?.columns ?? []).map(({ key }) => key).filter((key) => /^b\d+$/.test(key)),
      )
    case 'sessions':
    case 'aum': {
      const columns = measuresOf(answer)
      const column = columns.find(({ key }) => key === view) ?? columns[0]
      if (column === undefined) return null
      return trendPicture(drawing, question.type === 'aum' ? 'area' : 'line', [column.key])
    }
    case 'heat':
    case 'tier_migration': {
      const matrix = matrixOf(question, answer)
      return matrix === null ? null : matrixPicture(drawing, matrix, series)
    }
    case 'attribution':
      return attributionPicture(drawing, series)
    case 'drop_off':
      return dropOffPicture(drawing, series)
    default:
      return null
  }
}

/** Columns over time, of which one is drawn. */
export const measuresOf = ({ tables }: Pick<Answer, 'tables'>) =>
  (tables[0]?.columns ?? []).filter(({ key }) => key !== 't')

/** How the answer of a type that is drawn as a matrix is read. */
export function matrixOf({ type, measure }: Question, answer: Answer): Matrix | null {
  const migration = type === 'tier_migration'
  const table = tableOf(answer, migration ? 'moves' : 'hours')
  const column = (name: string) => table?.columns.find(({ key }) => key === name)
  const left = column(migration ? 'from' : 'weekday')
  const top = column(migration ? 'to' : 'hour')
  const cell = column(migration || measure === 'users' ? 'customers' : 'events')
  if (table === undefined || left === undefined || top === undefined || cell === undefined) return null
  return { table, left, top, cell, byRow: migration }
}
