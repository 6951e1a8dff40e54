import { z } from 'zod'
import { identifier, literal } from '../../platform/clickhouse/literal.ts'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'
import { textLiteral } from './sql-text.ts'
import type { Destination } from './targets/target.ts'

export interface Applied {
  /** Rows that were new or different. */
  readonly written: number
  /** Rows of this plan that are no longer in its files. */
  readonly removed: number
}

export interface ApplyOptions {
  /** Name of the plan: only rows that it wrote are compared and removed. */
  readonly origin: string
  readonly now: Date
  readonly remove: boolean
}

const long = { pool: 'long', settings: { log_queries: 0 } } as const

/**
 * Bring a versioned table (ReplacingMergeTree over `updated`) to what `rows` say, touching only what differs: an
 * import that is run again writes nothing, and one that was interrupted is completed by running it again.
 * @param rows `FROM …` clause over which the destination's expressions are defined
 */
export async function applyRows(
  clickhouse: ClickHouse,
  destination: Destination,
  rows: string,
  options: ApplyOptions,
): Promise<Applied> {
  const { table, columns, key } = destination
  const names = Object.keys(columns)
  const typed = Object.values(columns).map(([type, sql], index) => `CAST(${sql} AS ${type}) AS v${index}`)
  const keyOf = key.map((name) => `v${names.indexOf(name)}`)
  const mine = `origin = ${textLiteral(options.origin)}`
  const fresh = `SELECT ${typed.join(', ')} ${rows}`
  const version = await nextVersion(clickhouse, table, options.now)
  await clickhouse.command(
    `INSERT INTO ${table} (${[...names.map(identifier), 'updated', 'origin'].join(', ')})
     SELECT ${names.map((_, index) => `n.v${index}`).join(', ')}, ${version}, ${textLiteral(options.origin)}
     FROM (${fresh}) AS n
     LEFT ANTI JOIN (SELECT ${fingerprint(names.map(identifier))} AS h FROM ${table} FINAL WHERE ${mine}) AS o
     ON o.h = ${fingerprint(names.map((_, index) => `n.v${index}`))}`,
    {},
    long,
  )
  const written = await count(clickhouse, `FROM ${table} WHERE ${mine} AND updated = ${version}`)
  if (!options.remove) return { written, removed: 0 }
  const gone = `${mine} AND (${key.map(identifier).join(', ')}) NOT IN (SELECT ${keyOf.join(', ')} FROM (${fresh}))`
  const removed = await count(clickhouse, `FROM ${table} FINAL WHERE ${gone}`)
  if (removed > 0) await clickhouse.command(`DELETE FROM ${table} WHERE ${gone}`, {}, long)
  return { written, removed }
}

/**
 * The same for tables without versions (events, consents): changed rows are deleted and written anew.
 * @param scope SQL condition that tells the rows of this plan; `replace` false never deletes (a consent ledger)
 */
export async function applyPlainRows(
  clickhouse: ClickHouse,
  destination: Destination,
  rows: string,
  options: { scope: string; remove: boolean; replace: boolean; extra?: Readonly<Record<string, string>> },
): Promise<Applied> {
  const { table, columns, key } = destination
  const names = Object.keys(columns)
  const typed = Object.values(columns).map(([type, sql], index) => `CAST(${sql} AS ${type}) AS v${index}`)
  const fresh = `SELECT ${typed.join(', ')} ${rows}`
  const stored = fingerprint(names.map(identifier))
  const read = fingerprint(names.map((_, index) => `v${index}`))
  const keys = `(${key.map(identifier).join(', ')})`
  const keysOfFresh = `SELECT ${key.map((name) => `v${names.indexOf(name)}`).join(', ')} FROM (${fresh})`
  let removed = 0
  if (options.replace) {
    const changed = `${keys} IN (${keysOfFresh}) AND ${stored} NOT IN (SELECT ${read} FROM (${fresh}))`
    const gone = `${options.scope} AND ${keys} NOT IN (${keysOfFresh})`
    if (options.remove) removed = await count(clickhouse, `FROM ${table} WHERE ${gone}`)
    const stale =
      options.remove && removed > 0
        ? `(${options.scope} AND ${changed}) OR (${gone})`
        : `${options.scope} AND ${changed}`
    if ((await count(clickhouse, `FROM ${table} WHERE ${stale}`)) > 0) {
      await clickhouse.command(`DELETE FROM ${table} WHERE ${stale}`, {}, long)
    }
  }
  const before = await count(clickhouse, `FROM ${table} WHERE ${options.scope}`)
  const extra = Object.entries(options.extra ?? {})
  await clickhouse.command(
    `INSERT INTO ${table} (${[...names, ...extra.map(([name]) => name)].map(identifier).join(', ')})
     SELECT ${[...names.map((_, index) => `n.v${index}`), ...extra.map(([, sql]) => sql)].join(', ')}
     FROM (${fresh}) AS n
     LEFT ANTI JOIN (SELECT ${stored} AS h FROM ${table} WHERE ${options.scope}) AS o
     ON o.h = ${fingerprint(names.map((_, index) => `n.v${index}`))}`,
    {},
    long,
  )
  return { written: (await count(clickhouse, `FROM ${table} WHERE ${options.scope}`)) - before, removed }
}

/** Equal for equal rows: 128 bits over all columns. */
function fingerprint(columns: readonly string[]): string {
  return `sipHash128(tuple(${columns.join(', ')}))`
}

const counted = z.object({ n: z.coerce.number() })

async function count(clickhouse: ClickHouse, from: string): Promise<number> {
  const [row] = await clickhouse.query(`SELECT count() AS n ${from}`, {}, counted, long)
  return row?.n ?? 0
}

/** A version above every stored one, so that what is read now wins even when the clock stands earlier. */
async function nextVersion(clickhouse: ClickHouse, table: string, now: Date): Promise<string> {
  const [row] = await clickhouse.query(
    `SELECT toUnixTimestamp64Milli(max(updated)) AS newest FROM ${table}`,
    {},
    z.object({ newest: z.coerce.number() }),
    long,
  )
  return literal(Math.max(now.getTime(), (row?.newest ?? 0) + 1), "DateTime64(3, 'UTC')")
}
