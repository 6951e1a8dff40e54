import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  Answered,
  AnswerColumn,
  AnswerRow,
  AnswerSeries,
  AnswerTable,
} from '../../../../api/analyses.ts'
import { type Formats, useFormats } from '../../../../app/format.ts'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'
import { useDurations } from './duration.ts'

/** How the parts of an answer are called and written in the reader's language. */
export interface AnswerWords {
  event(name: string): string
  series(series: AnswerSeries): string
  seriesOf(key: string): string
  /** Several series stand side by side. */
  readonly manySeries: boolean
  column(column: AnswerColumn): string
  value(column: AnswerColumn, value: AnswerRow['values'][string] | undefined): string
  /** What a cell is about: its series, its row and its column. */
  cell(table: AnswerTable, row: AnswerRow, column: AnswerColumn): string
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const firstLetter = 65
const special = { $end: 'end', $rest: 'rest', $none: 'none' } as const

export function useAnswerWords({ analysis, answer }: Answered, catalogue: RuleCatalogue): AnswerWords {
  const { t } = useTranslation()
  const format = useFormats()
  const duration = useDurations()
  return useMemo(() => {
    const titles = new Map(catalogue.events.map(({ name, title }) => [name, title === '' ? name : title]))
    const event = (name: string): string =>
      name === '$end' || name === '$rest' || name === '$none'
        ? t(
            name === '$end' && analysis.type === 'path' && analysis.direction === 'backward'
              ? 'analyses.answer.began'
              : `analyses.answer.${special[name]}`,
          )
        : (titles.get(name) ?? name)
    const side = ({ side: which }: AnswerSeries): string => {
      if (answer.compared === null) return ''
      if (analysis.compare?.with === 'segment') {
        const key = analysis.compare.segment
        const segment = catalogue.segments.find((one) => one.key === key)
        const name = segment === undefined ? key : format.name(segment.name)
        return which === 'current' ? t('analyses.answer.current') : name
      }
      if (analysis.compare?.with === 'previous')
        return t(which === 'current' ? 'analyses.answer.period' : 'analyses.answer.periodBefore')
      return daysOf(which === 'current' ? answer.current : answer.compared)
    }
    const series = (one: AnswerSeries): string => {
      const parts = [one.name === null ? '' : format.name(one.name), side(one)].filter((part) => part !== '')
      return parts.length === 0 ? t('analyses.answer.all') : parts.join(' · ')
    }
    const column = (one: AnswerColumn): string => {
      if (analysis.type !== 'trend') return format.name(one.name)
      const [, key = '', average] = /^(.+?)(_average)?$/.exec(one.key) ?? []
      const asked = analysis.series[(key.codePointAt(0) ?? 0) - firstLetter]
      const name =
        key.length > 1 || asked === undefined
          ? format.name(one.name)
          : (asked.name ??
            `${asked.event === undefined ? t('analyses.question.anyEvent') : event(asked.event)} · ${t(`analyses.measures.${asked.measure.of}`)}`)
      return average === undefined || asked === undefined ? name : t('analyses.answer.averageOf', { name })
    }
    const value: AnswerWords['value'] = (one, given) =>
      one.key === 'weekday' && typeof given === 'number'
        ? t(`analyses.weekdays.${weekdays[given - 1] ?? 'monday'}`)
        : given === null || given === undefined
          ? '—'
          : typeof given === 'string'
            ? one.unit === 'day'
              ? given
              : event(given)
            : numberOf(format, duration, one, given)
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
            .map((named) => value(named, row.values[named.key])),
          column(one),
        ].join(' · '),
    }
  }, [analysis, answer, catalogue, t, format, duration])
}

export const daysOf = ({ from, to }: { from: string; to: string }) => (from === to ? from : `${from} – ${to}`)

function numberOf(
  format: Formats,
  duration: (milliseconds: number) => string,
  { unit }: AnswerColumn,
  value: number,
): string {
  switch (unit) {
    case 'customers':
    case 'count':
      return format.count(value)
    case 'share':
      return format.share(value)
    case 'signed':
      return format.signed(value)
    case 'money':
      return format.money(value)
    case 'milliseconds':
      return duration(value)
    default:
      return format.decimal(value)
  }
}
