import type { z } from 'zod'
import type { ClickHouse, Parameters, StatementOptions } from './clickhouse.ts'

/**
 * One ClickHouse question as a typed function: SQL text, a zod shape of its parameters and one of its rows.
 *
 * @example
 * export const countMembers = defineQuery({
 *   sql: 'SELECT count() AS customers FROM segment_member WHERE segment = {segment:UInt32}',
 *   parameters: z.object({ segment: z.number().int() }),
 *   row: z.object({ customers: z.coerce.number() }),
 * })
 * const [row] = await countMembers(ctx.clickhouse, { segment: 3 })
 */
export function defineQuery<P extends z.ZodObject, R>(definition: {
  sql: string
  parameters: P
  row: z.ZodType<R>
  options?: StatementOptions
}): (clickhouse: ClickHouse, parameters: z.input<P>, options?: StatementOptions) => Promise<R[]> {
  return (clickhouse, parameters, options) =>
    clickhouse.query(definition.sql, definition.parameters.parse(parameters) as Parameters, definition.row, {
      ...definition.options,
      ...options,
    })
}

/** The same for a statement that returns nothing. */
export function defineCommand<P extends z.ZodObject>(definition: {
  sql: string
  parameters: P
  options?: StatementOptions
}): (clickhouse: ClickHouse, parameters: z.input<P>, options?: StatementOptions) => Promise<void> {
  return (clickhouse, parameters, options) =>
    clickhouse.command(definition.sql, definition.parameters.parse(parameters) as Parameters, {
      ...definition.options,
      ...options,
    })
}
