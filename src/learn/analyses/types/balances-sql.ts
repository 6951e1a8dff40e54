import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlTexts } from '../../../understand/rules/index.ts'
import { aumClasses } from '../../../understand/tags/index.ts'
import { amongSql } from '../events-sql.ts'
import type { Question } from '../question.ts'

/** `who, day, amount`: what each customer held at the end of each of the days, in the classes that count as AUM. */
export function balancesSql(question: Question, days: readonly string[]): string {
  const numbers = canonical('customer')
  const among = amongSql(question, numbers)
  const list = days.map((day) => literal(day, 'Date32')).join(', ')
  return `SELECT ${numbers} AS who, day, sum(amount) AS amount
FROM balance FINAL ARRAY JOIN [${list}] AS day
WHERE class IN (${sqlTexts(aumClasses)}) AND from <= day AND to > day${among === '' ? '' : ` AND ${among}`}
GROUP BY who, day`
}
