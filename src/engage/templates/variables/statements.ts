import { literal } from '../../../platform/clickhouse/literal.ts'
import { variableSources } from './sources.ts'
import type { People, Statement, VariableWorld } from './variable.ts'

/** These customers, by canonical number. */
export function peopleOf(customers: readonly number[]): People {
  return peopleIn(literal(customers, 'Array(UInt32)'))
}

/** @param canonical SQL behind IN: an array or `(SELECT …)` of canonical numbers */
export function peopleIn(canonical: string): People {
  const merged = `SELECT customer FROM customer_merge FINAL WHERE into IN ${canonical}`
  const own = canonical.startsWith('(') ? canonical.slice(1, -1) : `SELECT arrayJoin(${canonical})`
  return { canonical, members: `(${own} UNION ALL ${merged})` }
}

/** The statements that read these variables: one for each table, whoever it is about. */
export function statementsOf(
  paths: readonly string[],
  people: People,
  moment: { day: string; now: Date },
  world: VariableWorld,
): Statement[] {
  return variableSources.flatMap((source) => {
    const own = paths.filter((path) => source.find(path, world) !== undefined)
    return own.length === 0 ? [] : [...source.statements(own, people, moment, world)]
  })
}

/** Lists of names inside statements can be long. */
export const longStatements = { max_query_size: 16_000_000 } as const
