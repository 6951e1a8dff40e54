import { z } from 'zod'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { identifier } from '../clickhouse/literal.ts'
import { AppError } from '../errors.ts'
import type { OwnTables } from './open-scratch.ts'

const tableRow = z.object({ name: z.string(), engine: z.string(), definition: z.string() })

/**
 * A database that looks like the real one: own tables are copies that share their parts with the originals until
 * either is changed, everything else is a Merge table, which can only be read. Materialised views that feed own tables
 * feed the copies.
 */
export async function fillScratchDatabase(
  live: ClickHouse,
  scratch: ClickHouse,
  own: OwnTables,
): Promise<void> {
  const tables = await live.query(
    `SELECT name, engine, create_table_query AS definition FROM system.tables
     WHERE database = {database:String} AND NOT is_temporary`,
    { database: live.database },
    tableRow,
  )
  const missing = Object.keys(own).filter((name) => !tables.some((table) => table.name === name))
  if (missing.length > 0) throw new AppError('internal', `There is no table ${missing.join(', ')} to copy`)
  for (const { name, engine, definition } of tables) {
    const rowsOf = own[name]
    if (engine === 'Dictionary') await scratch.command(dictionaryIn(live, name, definition))
    else if (rowsOf !== undefined) await copyTable(live, scratch, name, rowsOf)
    else if (!engine.endsWith('View')) {
      await scratch.command(
        `CREATE TABLE ${identifier(name)} AS ${identifier(live.database)}.${identifier(name)}
         ENGINE = Merge('${live.database}', '^${name}$')`,
      )
    }
  }
  for (const { engine, definition } of tables) {
    const target = engine === 'MaterializedView' ? targetOf(live, definition) : undefined
    if (target !== undefined && own[target] !== undefined) {
      await scratch.command(inDatabase(live, scratch, definition))
    }
  }
}

/** The table that a materialised view writes to. */
function targetOf(live: ClickHouse, definition: string): string | undefined {
  return new RegExp(`\\sTO \`?${live.database}\`?\\.\`?(\\w+)`).exec(definition)?.[1]
}

/** A definition with the names of another database in it. */
function inDatabase(live: ClickHouse, scratch: ClickHouse, definition: string): string {
  return definition.replaceAll(
    new RegExp(`(?<![\\w.'])\`?${live.database}\`?\\.(?=[\\w\`])`, 'g'),
    `${identifier(scratch.database)}.`,
  )
}

async function copyTable(
  live: ClickHouse,
  scratch: ClickHouse,
  name: string,
  rowsOf: 'rows' | 'empty',
): Promise<void> {
  const original = `${identifier(live.database)}.${identifier(name)}`
  await scratch.command(`CREATE TABLE ${identifier(name)} AS ${original}`)
  if (rowsOf === 'empty') return
  await scratch.command(
    `ALTER TABLE ${identifier(name)} ATTACH PARTITION ALL FROM ${original}`,
    {},
    { pool: 'long' },
  )
}

/** The same dictionary under the same name: `dictGet` looks in the database that a statement runs in. */
function dictionaryIn(live: ClickHouse, name: string, definition: string): string {
  const prefix = new RegExp(`^CREATE DICTIONARY \`?${live.database}\`?\\.\`?${name}\`?`)
  return definition.replace(prefix, `CREATE DICTIONARY ${identifier(name)}`)
}
