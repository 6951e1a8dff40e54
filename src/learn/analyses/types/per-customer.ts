import { propertyNumberSql, sqlText } from '../../../understand/rules/index.ts'
import { readSql, who } from '../events-sql.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import { ownSql, spread } from '../split.ts'

type PerCustomer = AnalysisOf<'distribution'>['measure']

function aggregateSql(measure: PerCustomer): string {
  switch (measure.of) {
    case 'count':
      return 'count()'
    case 'days':
      return 'uniqExact(day)'
    case 'hours':
      return 'uniqExact(hour)'
    case 'distinct':
      return 'uniqExact(x)'
    case 'sum':
      return 'round(sum(x), 6)'
    case 'avg':
    case 'min':
    case 'max':
      return `${measure.of}(x)`
  }
}

/**
 * `value, t, who, y`: one number of each customer who did the event, over the whole range or in each period.
 * @param period SQL of the period of an event
 */
export function perCustomerSql(
  question: Question,
  event: EventFilter,
  measure: PerCustomer,
  period: string,
): string {
  const { split, timezone } = question
  const zone = sqlText(timezone)
  const numeric = 'property' in measure && measure.of !== 'distinct'
  const x = !('property' in measure)
    ? ''
    : numeric
      ? `, ${propertyNumberSql(measure.property)} AS x`
      : `, nullIf(properties[${sqlText(measure.property)}], '') AS x`
  const rows = `SELECT ${who} AS who, ${period} AS t, toDate(at, ${zone}) AS day, toStartOfHour(at, ${zone}) AS hour${x}${ownSql(split)}
FROM event WHERE ${readSql(question, [event])}${x === '' ? '' : ' AND isNotNull(x)'}`
  return `SELECT value, t, who, toFloat64(${aggregateSql(measure)}) AS y FROM ${spread(rows, split)} GROUP BY value, t, who`
}
