import { literal } from '../../../platform/clickhouse/literal.ts'
import { compileExpression } from '../../../understand/tags/index.ts'
import { baseKey, basesOf, type Resolved } from '../resolve-formula.ts'
import { baseSql } from './base-sql.ts'
import { daysBetween } from '../../../platform/calendar-day.ts'
import type { SeriesQuestion } from './series-question.ts'

/**
 * One metric over a range of days: `SELECT element, day, value`. Bases are added up to the elements first, ratios and
 * expressions computed from the sums.
 */
export function seriesSql(question: SeriesQuestion): string {
  const { resolved, from, to, split } = question
  const bases = basesOf(resolved)
  const columnOf = new Map(bases.map((base, i) => [baseKey(base), `b${i}`]))
  const days = daysBetween(from, to) + 1
  const parts = bases.map(
    (base, i) => `SELECT toUInt8(${i}) AS base, element, values FROM (${baseSql(base, question)})`,
  )
  const everywhere = split.by === 'organisation' ? [...new Set(['', ...split.rollup.keys()])] : []
  const zeros =
    everywhere.length === 0
      ? []
      : [
          `SELECT toUInt8(0) AS base, arrayJoin(${literal(everywhere, 'Array(String)')}) AS element, arrayWithConstant(${days}, 0.) AS values`,
        ]
  const target =
    split.by === 'organisation'
      ? `arrayJoin(if(mapContains(rollup, element), rollup[element], ['']))`
      : 'element'
  const rollup =
    split.by === 'organisation'
      ? `WITH CAST(${literal(Object.fromEntries(split.rollup), 'Map(String, Array(String))')} AS Map(String, Array(String))) AS rollup`
      : ''
  return `
    SELECT element, addDays(${literal(from, 'Date32')}, slot - 1) AS day, ${valueSql(resolved, columnOf)} AS value
    FROM (
      SELECT target AS element, slot, ${bases.map((_, i) => `sumIf(v, base = ${i}) AS b${i}`).join(', ')}
      FROM (
        ${rollup}
        SELECT base, ${target} AS target, values FROM (
          ${[...parts, ...zeros].join('\nUNION ALL\n')}
        )
      )
      ARRAY JOIN values AS v, arrayEnumerate(values) AS slot
      GROUP BY target, slot
    )
    ORDER BY element, day`
}

function valueSql(resolved: Resolved, columnOf: ReadonlyMap<string, string>): string {
  switch (resolved.kind) {
    case 'base':
      return columnOf.get(baseKey(resolved.base)) ?? 'NULL'
    case 'ratio':
      return `(${valueSql(resolved.of, columnOf)} / nullIf(${valueSql(resolved.per, columnOf)}, 0))`
    case 'expression': {
      const { sql } = compileExpression(resolved.expression, {
        today: '1970-01-01',
        tag: (key) => {
          const part = resolved.metrics.get(key)
          return part && { type: 'number', sql: valueSql(part, columnOf) }
        },
      })
      return `CAST(${sql} AS Nullable(Float64))`
    }
  }
}
