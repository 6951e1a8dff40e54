import { type Language, type Names, type AnswerWords, wordsOf } from '#pictures'
import type { Sheet, SheetUnit } from '../../sheets/index.ts'
import type { MetricAnswer } from '../questions/schema.ts'
import type { WidgetAnswer } from '../questions/answer-widgets.ts'
import { words } from './words.ts'

/** Units of answers that sheets know; the others are numbers. */
const sheetUnits: Readonly<Partial<Record<string, SheetUnit>>> = {
  text: 'text',
  day: 'text',
  customers: 'count',
  count: 'count',
  share: 'share',
  money: 'money',
  milliseconds: 'milliseconds',
}

const headed = (name: string, unit: SheetUnit = 'text') => ({ name, unit })

/** What a widget shows as tables. A widget that could not be answered is one that says why. */
export function sheetsOf(answer: WidgetAnswer, language: Language, names: Names): Sheet[] {
  const title = answer.question.title[language]
  const text = words[language]
  if (answer.kind === 'failed') {
    const reason = answer.reason === 'internal' ? text.reasons.internal : answer.reason
    return [{ title, columns: [headed(text.failed)], rows: [[reason]] }]
  }
  if (answer.kind === 'note') {
    const { content } = answer.widget
    const note = content.kind === 'note' ? content.text[language] : ''
    return [{ title, columns: [headed(title)], rows: note.split('\n').map((line) => [line]) }]
  }
  if (answer.kind === 'metric') return [{ title, ...metricSheet(answer.answer, language) }]
  const { result, question } = answer
  const told = wordsOf(question.analysis, result, language, names)
  return result.tables.map((table) => ({
    title: result.tables.length > 1 ? `${title} – ${table.key}` : title,
    columns: [
      ...(told.manySeries ? [headed(text.all)] : []),
      ...table.columns.map((one) => headed(told.column(one), sheetUnits[one.unit] ?? 'number')),
    ],
    rows: table.rows.map((row) => [
      ...(told.manySeries ? [told.seriesOf(row.series)] : []),
      ...table.columns.map((one) => plain(told, one, row)),
    ]),
  }))
}

type Columns = Parameters<AnswerWords['value']>[0]
type Row = NonNullable<Parameters<AnswerWords['value']>[2]>

/** Names in words, numbers as they are; the number of a weekday is a name. */
function plain(told: AnswerWords, column: Columns, row: Row) {
  const value = row.values[column.key]
  if (value === undefined || value === null) return null
  return typeof value === 'string' || column.key === 'weekday' ? told.value(column, value, row) : value
}

function metricSheet(
  { metric, number, ranking, points }: MetricAnswer,
  language: Language,
): Omit<Sheet, 'title'> {
  const text = words[language]
  const { unit } = metric
  if (ranking)
    return {
      columns: [
        { name: text.rank, unit: 'count' },
        { name: text.organisationCode, unit: 'text' },
        { name: text.organisation, unit: 'text' },
        { name: `${text.value} ${ranking.day}`, unit },
        { name: `${text.before} ${ranking.beforeDay}`, unit },
        { name: text.difference, unit },
        { name: text.change, unit: 'share' },
      ],
      rows: ranking.items.map(({ rank, organisation, name, value, before, difference, change }) => [
        rank,
        organisation,
        name,
        value,
        before,
        difference,
        change,
      ]),
    }
  if (number) {
    const { day, value, beforeDay, before, difference, change } = number
    return {
      columns: [
        { name: text.day, unit: 'text' },
        { name: text.value, unit },
        { name: text.beforeDay, unit: 'text' },
        { name: text.before, unit },
        { name: text.difference, unit },
        { name: text.change, unit: 'share' },
      ],
      rows: [[day, value, beforeDay, before, difference, change]],
    }
  }
  return {
    columns: [
      { name: text.day, unit: 'text' },
      { name: text.value, unit },
      { name: text.expected, unit },
      { name: text.low, unit },
      { name: text.high, unit },
      { name: text.unusual, unit: 'text' },
    ],
    rows: points.map(({ day, value, expected, low, high, anomaly }) => [
      day,
      value,
      expected,
      low,
      high,
      anomaly ? text.yes : '',
    ]),
  }
}
