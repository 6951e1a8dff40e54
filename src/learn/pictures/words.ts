import type {
  Answer,
  AnswerColumn,
  AnswerRow,
  AnswerSeries,
  AnswerTable,
  Language,
  Question,
} from './answer.ts'
import { channelText } from './known-values.ts'
import { numberFormatsOf } from './number-formats.ts'
import { filled, pictureTexts } from './texts.ts'
import { type Names, valueNamesOf } from './value-names.ts'
import { stretchText, valueText } from './value-text.ts'

/** How the parts of an answer are called and written in the reader's language. */
export interface AnswerWords {
  event(name: string): string
  series(series: AnswerSeries): string
  seriesOf(key: string): string
  /** Several series stand side by side. */
  readonly manySeries: boolean
  column(column: AnswerColumn): string
  /** @param row where the value stands, as far as other columns say what it means */
  value(
    column: AnswerColumn,
    value: AnswerRow['values'][string] | undefined,
    row?: Pick<AnswerRow, 'values'>,
  ): string
  /** What a cell is about: its series, its row and its column. */
  cell(table: AnswerTable, row: AnswerRow, column: AnswerColumn): string
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const firstLetter = 65

export function wordsOf(question: Question, answer: Answer, language: Language, names: Names): AnswerWords {
  const texts = pictureTexts[language]
  const format = numberFormatsOf(language)
  const valueNames = valueNamesOf(question, language, names)
  const backward = question.type === 'path' && question.direction === 'backward'
  const special: Partial<Record<string, string>> = {
    $end: backward ? texts.picture.began : texts.picture.end,
    $rest: texts.picture.rest,
    $none: texts.picture.none,
    ...(question.type === 'drop_off' ? texts.factors : {}),
  }
  const event = (name: string): string => special[name] ?? (names.event(name) || name)
  const side = ({ side: which }: AnswerSeries): string => {
    if (answer.compared === null) return ''
    const current = which === 'current'
    if (question.compare?.with === 'segment') {
      const key = question.compare.segment ?? ''
      const segment = names.segment(key)
      return current ? texts.picture.asked : segment === undefined ? key : format.name(segment)
    }
    if (question.compare?.with === 'previous')
      return current ? texts.picture.period : texts.picture.periodBefore
    return daysOf(current ? answer.current : answer.compared)
  }
  const series = (one: AnswerSeries): string => {
    const known = one.value === null ? undefined : valueNames.broken(one.value)
    const parts = [known ?? (one.name === null ? '' : format.name(one.name)), side(one)].filter(
      (part) => part !== '',
    )
    return parts.length === 0 ? texts.picture.all : parts.join(' · ')
  }
  const column = (one: AnswerColumn): string => {
    if (question.type !== 'trend') return format.name(one.name)
    const [, key = '', average] = /^(.+?)(_average)?$/.exec(one.key) ?? []
    const asked = question.series?.[(key.codePointAt(0) ?? 0) - firstLetter]
    if (key.length > 1 || asked === undefined) return format.name(one.name)
    const name =
      asked.name ??
      `${asked.event === undefined ? texts.picture.anyEvent : event(asked.event)} · ${texts.measures[asked.measure.of]}`
    return average === undefined ? name : filled(texts.picture.averageOf, { name })
  }
  const reason = ({ key }: AnswerColumn, given: string, { values }: Pick<AnswerRow, 'values'>) => {
    const kind = String(values['kind'] ?? '')
    if (key === 'factor') return valueNames.factor(kind, given)
    return key === 'fact' ? valueNames.fact(kind, String(values['factor'] ?? ''), given) : event(given)
  }
  const value: AnswerWords['value'] = (one, given, row) => {
    if (given === null || given === undefined) return '—'
    if (typeof given === 'string' && (one.key === 'bin' || question.type === 'tier_migration'))
      return special[given] ?? stretchText(format, given)
    if (typeof given === 'string' && question.type === 'drop_off' && row !== undefined)
      return reason(one, given, row)
    if (typeof given === 'string' && one.key === 'channel')
      return channelText(language, given) ?? event(given)
    if (typeof given === 'string') return one.unit === 'day' ? given : event(given)
    if (one.key === 'weekday') return texts.weekdays[weekdays[given - 1] ?? 'monday']
    return valueText(format, one.unit, given)
  }
  const byKey = new Map(answer.series.map((one) => [one.key, one]))
  const seriesOf = (key: string) => {
    const one = byKey.get(key)
    return one === undefined ? key : series(one)
  }
  const manySeries = answer.series.length > 1
  return {
    event,
    series,
    seriesOf,
    manySeries,
    column,
    value,
    cell: (table, row, one) =>
      [
        ...(manySeries ? [seriesOf(row.series)] : []),
        ...table.columns
          .filter(
            ({ key, unit }) =>
              key !== one.key && (unit === 'text' || unit === 'day' || key === 'weekday' || key === 'hour'),
          )
          .map((named) => value(named, row.values[named.key], row)),
        column(one),
      ].join(' · '),
  }
}

export const daysOf = ({ from, to }: { from: string; to: string }) => (from === to ? from : `${from} – ${to}`)
