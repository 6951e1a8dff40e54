import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import type { BankFiles } from './export-bank.ts'
import { benchRules } from './rules.ts'
import { benchGroups } from './tags.ts'

export interface PostgresRival {
  count(condition: string): Promise<number>
  /** An index on every tag that a rule reads, and events covered for what the rules ask of them. */
  indexWhatRulesRead(): Promise<void>
  close(): Promise<void>
}

const settings = {
  shared_buffers: '3GB',
  effective_cache_size: '10GB',
  work_mem: '512MB',
  maintenance_work_mem: '1GB',
  max_wal_size: '16GB',
  max_parallel_workers_per_gather: '2',
  random_page_cost: '1.1',
  jit: 'off',
}
const types: Readonly<Record<string, string>> = {
  'Decimal(18, 2)': 'numeric(18, 2)',
  'LowCardinality(String)': 'text',
  'Nullable(Bool)': 'boolean',
  UInt32: 'integer',
  'Nullable(Int32)': 'integer',
  'Nullable(Date32)': 'date',
}

/**
 * The bank in PostgreSQL: one wide table (nothing to join) by customer, and the events with an index by name and time,
 * VACUUM ANALYZE'd: what a bank has where operators may ask for anything. With `indexWhatRulesRead` it is tuned to the
 * very rules that are asked here.
 */
export async function fillPostgres(directory: string, files: BankFiles): Promise<PostgresRival> {
  const data = join(directory, 'postgres-rival')
  const tuning = await startEmbeddedPostgres(data, { durable: false })
  const admin = new pg.Client({ connectionString: tuning.url('postgres') })
  await admin.connect()
  for (const [name, value] of Object.entries(settings))
    await admin.query(`ALTER SYSTEM SET ${name} = '${value}'`)
  await admin.end()
  await tuning.stop()
  const server = await startEmbeddedPostgres(data, { durable: false })
  const client = new pg.Client({ connectionString: server.url('postgres') })
  await client.connect()
  for (const { key, tags } of benchGroups) {
    const columns = tags.map((tag) => `${tag.key} ${types[tag.type]}`).join(', ')
    await client.query(`CREATE UNLOGGED TABLE ${key} (customer integer, ${columns})`)
    await client.query(`COPY ${key} FROM '${files.get(key)}' (FORMAT csv, NULL '\\N')`)
  }
  const [first, ...rest] = benchGroups.map(({ key }) => key)
  const every = benchGroups.flatMap(({ tags }) => tags.map(({ key }) => key))
  await client.query(`CREATE UNLOGGED TABLE wide AS SELECT customer, ${every.join(', ')}
FROM ${[first, ...rest.map((key) => `JOIN ${key} USING (customer)`)].join(' ')} ORDER BY customer`)
  await client.query('ALTER TABLE wide ADD PRIMARY KEY (customer)')
  await client.query(
    `CREATE UNLOGGED TABLE event (name text, customer integer, "at" timestamp, amount double precision, page text)`,
  )
  await client.query(`COPY event FROM '${files.get('event')}' (FORMAT csv, NULL '\\N')`)
  await client.query('CREATE INDEX ON event (name, "at")')
  const analyse = async (): Promise<void> => {
    for (const table of ['wide', 'event']) await client.query(`VACUUM ANALYZE ${table}`)
  }
  await analyse()
  return {
    count: async (condition) => {
      const { rows } = await client.query<{ customers: string }>(
        `SELECT count(*) AS customers FROM wide WHERE ${condition}`,
      )
      return Number(rows[0]?.customers)
    },
    indexWhatRulesRead: async () => {
      const read = every.filter((key) => benchRules.some(({ sql }) => new RegExp(`\\b${key}\\b`).test(sql)))
      for (const key of read) await client.query(`CREATE INDEX ON wide (${key})`)
      await client.query('CREATE INDEX ON event (name, "at") INCLUDE (customer, amount, page)')
      await client.query('CREATE INDEX ON event (name, customer, "at") INCLUDE (amount, page)')
      await analyse()
    },
    close: async () => {
      await client.end()
      await server.stop()
    },
  }
}
