import { sql } from 'kysely'
import type { Postgres } from '../context.ts'
import { AppError } from '../errors.ts'
import type { OwnTables } from './open-scratch.ts'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * A schema that looks like `public`: own tables are copies, everything else is a view. `OFFSET 0` keeps PostgreSQL from
 * passing writes to such a view on to the table behind it.
 */
export async function fillScratchSchema(postgres: Postgres, schema: string, own: OwnTables): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND NOT relispartition`.execute(
    postgres,
  )
  const known = new Set(rows.map(({ name }) => name))
  const missing = Object.keys(own).filter((name) => !known.has(name))
  if (missing.length > 0) throw new AppError('internal', `There is no table ${missing.join(', ')} to copy`)
  await postgres.transaction().execute(async (transaction) => {
    // Every copy as of the same instant: the rows of one table go with those of the others.
    await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`.execute(transaction)
    await sql.raw(`CREATE SCHEMA ${quoted(schema)}`).execute(transaction)
    for (const { name } of rows) {
      const original = `public.${quoted(name)}`
      const copy = `${quoted(schema)}.${quoted(name)}`
      const rowsOf = own[name]
      if (rowsOf === undefined) {
        await sql.raw(`CREATE VIEW ${copy} AS SELECT * FROM ${original} OFFSET 0`).execute(transaction)
        continue
      }
      await sql.raw(`CREATE TABLE ${copy} (LIKE ${original} INCLUDING ALL)`).execute(transaction)
      if (rowsOf === 'rows') {
        await sql
          .raw(`INSERT INTO ${copy} OVERRIDING SYSTEM VALUE SELECT * FROM ${original}`)
          .execute(transaction)
      }
    }
    await continueNumbers(transaction, schema)
  })
}

/** New rows get numbers behind those that were copied. */
async function continueNumbers(transaction: Postgres, schema: string): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = ${schema} AND is_identity = 'YES'`.execute(transaction)
  for (const { table, column } of rows) {
    const name = `${quoted(schema)}.${quoted(table)}`
    await sql
      .raw(
        `SELECT setval(pg_get_serial_sequence('${name.replaceAll("'", "''")}', '${column}'), coalesce(max(${quoted(column)}), 0) + 1, false) FROM ${name}`,
      )
      .execute(transaction)
  }
}
