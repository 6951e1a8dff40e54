import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { longStatements, peopleOf, statementsOf } from './statements.ts'
import type { VariableWorld } from './variable.ts'

const row = z.object({ person: z.number(), texts: z.array(z.string()) })

/** The values of these variables as text by path for a chunk of customers: one statement for each table they lie in. */
export async function readFacts(
  ctx: Context,
  world: VariableWorld,
  paths: readonly string[],
  customers: readonly number[],
): Promise<Map<number, Map<string, string>>> {
  const facts = new Map(customers.map((customer) => [customer, new Map<string, string>()]))
  if (customers.length === 0) return facts
  const now = ctx.clock.now()
  const moment = { now, day: businessDay(now, ctx.config.timezone) }
  const statements = statementsOf(paths, peopleOf([...facts.keys()]), moment, world)
  await Promise.all(
    statements.map(async (statement) => {
      const rows = await ctx.clickhouse.query(
        `SELECT person, [${statement.paths.map((_, i) => `v${i}`).join(', ')}] AS texts FROM (${statement.sql})`,
        {},
        row,
        { settings: longStatements },
      )
      for (const { person, texts } of rows) {
        const own = facts.get(person)
        for (const [i, text] of texts.entries()) {
          if (text !== '') own?.set(statement.paths[i] ?? '', text)
        }
      }
    }),
  )
  return facts
}
