import { createHash } from 'node:crypto'
import { z } from 'zod'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import type { LabView } from './lab-views.ts'

const made = new Set<string>()

/**
 * The database in which a reader's statements find their tables: views and nothing else. Its name is a fingerprint of
 * what its views say, so that a name never stands for another scope or an older catalogue; what the same scope used
 * before is dropped.
 */
export async function openLabDatabase(ctx: Context, views: readonly LabView[]): Promise<string> {
  const { clickhouse, actor } = ctx
  const prefix = `${clickhouse.database}_lab_`
  const scope = fingerprint(JSON.stringify(actor.organisations ?? null)).slice(0, 12)
  const database = `${prefix}${scope}_${fingerprint(views.map(({ name, sql }) => `${name} ${sql}`).join('\n')).slice(0, 20)}`
  const known = `${ctx.config.data} ${database}`
  if (made.has(known)) return database
  await clickhouse.command(`CREATE DATABASE IF NOT EXISTS ${identifier(database)} ENGINE = Atomic`)
  for (const { name, sql } of views)
    await clickhouse.command(
      `CREATE VIEW IF NOT EXISTS ${identifier(database)}.${identifier(name)} AS ${sql}`,
    )
  const older = await clickhouse.query(
    `SELECT name FROM system.databases WHERE startsWith(name, {prefix:String}) AND name != {database:String}`,
    { prefix: `${prefix}${scope}_`, database },
    z.object({ name: z.string() }),
  )
  for (const { name } of older) {
    await clickhouse.command(`DROP DATABASE IF EXISTS ${identifier(name)}`)
    made.delete(`${ctx.config.data} ${name}`)
  }
  made.add(known)
  return database
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
