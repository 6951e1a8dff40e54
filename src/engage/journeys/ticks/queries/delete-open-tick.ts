import { z } from 'zod'
import { identifier } from '../../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../../platform/context.ts'
import { defineCommand, defineQuery } from '../../../../platform/clickhouse/define-query.ts'

const above = z.object({ journey: z.number().int(), committed: z.number().int() })

export const countUncommitted = defineQuery({
  sql: `
    SELECT
      (SELECT count() FROM journey_step WHERE journey = {journey:UInt32} AND tick > {committed:UInt32}) AS steps,
      (SELECT count() FROM journey_passage WHERE journey = {journey:UInt32} AND tick > {committed:UInt32}) AS passages,
      (SELECT count() FROM touch WHERE journey = {journey:UInt32} AND tick > {committed:UInt32}) AS touches`,
  parameters: above,
  row: z.object({ steps: z.coerce.number(), passages: z.coerce.number(), touches: z.coerce.number() }),
  options: { pool: 'long' },
})

// Mutations, not lightweight deletes: the rows must be gone from the parts before the tick number is used again.
const whenDone = { pool: 'long', settings: { mutations_sync: 2 } } as const

export const deleteUncommittedSteps = defineCommand({
  sql: 'ALTER TABLE journey_step DELETE WHERE journey = {journey:UInt32} AND tick > {committed:UInt32}',
  parameters: above,
  options: whenDone,
})

export const deleteUncommittedPassages = defineCommand({
  sql: 'ALTER TABLE journey_passage DELETE WHERE journey = {journey:UInt32} AND tick > {committed:UInt32}',
  parameters: above,
  options: whenDone,
})

export const deleteUncommittedTouches = defineCommand({
  sql: 'ALTER TABLE touch DELETE WHERE journey = {journey:UInt32} AND tick > {committed:UInt32}',
  parameters: above,
  options: whenDone,
})

/** The same for a table of what ticks do beside moving people. */
export async function deleteUncommittedEffects(
  ctx: Pick<Context, 'clickhouse'>,
  table: string,
  { journey, committed }: z.input<typeof above>,
): Promise<void> {
  const where = `journey = ${journey} AND tick > ${committed}`
  const [left] = await ctx.clickhouse.query(
    `SELECT count() AS rows FROM ${identifier(table)} WHERE ${where}`,
    {},
    z.object({ rows: z.coerce.number() }),
  )
  if (left && left.rows > 0)
    await ctx.clickhouse.command(`ALTER TABLE ${identifier(table)} DELETE WHERE ${where}`, {}, whenDone)
}
