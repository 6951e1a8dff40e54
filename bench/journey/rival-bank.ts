import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'

/**
 * The journey of the bench as one workflow per customer: what the rivals' workers do at each node, in SQL over the
 * customers of one batch (which may be a single one). The touch history has as many rows a customer as ours.
 */
export interface RivalBank {
  readonly url: string
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** Sensible for a queue on this machine, and kinder than ours: commits do not wait for the disk. */
const settings = {
  shared_buffers: '2GB',
  effective_cache_size: '8GB',
  work_mem: '64MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  synchronous_commit: 'off',
  random_page_cost: '1.1',
  jit: 'off',
}

/**
 * One step for some customers who stand at the same node: where they go is returned and written to the history.
 * The gate asks for consent and counts the touches of seven days; the goal looks for an event after the message.
 */
const advance = `
CREATE FUNCTION advance(here text, who integer[]) RETURNS TABLE (mover integer, target text)
LANGUAGE plpgsql AS $$
BEGIN
  IF here LIKE 'say_%' THEN
    INSERT INTO touch (customer, at, outcome, template)
    SELECT c.customer, now(),
           CASE WHEN NOT c.consent THEN 'no_consent'
                WHEN (SELECT count(*) FROM touch t WHERE t.customer = c.customer AND t.outcome = 'queued'
                        AND t.at > now() - interval '7 days') >= 3 THEN 'cap'
                ELSE 'queued' END, here
    FROM customer c WHERE c.customer = ANY(who);
  END IF;
  RETURN QUERY
  INSERT INTO step (customer, origin, node)
  SELECT c.customer, here, CASE here
    WHEN '' THEN 'hold_back'
    WHEN 'hold_back' THEN CASE WHEN hashint4extended(c.customer, 1) & 1023 < 102 THEN '$holdout' ELSE 'worth_it' END
    WHEN 'worth_it' THEN CASE WHEN c.risk IN ('C3', 'C4', 'C5') THEN 'variant' ELSE 'done' END
    WHEN 'variant' THEN (ARRAY['rest_a', 'rest_b', 'rest_c'])[1 + abs(hashint4extended(c.customer, 2) % 3)]
    WHEN 'rest_a' THEN 'say_a' WHEN 'rest_b' THEN 'say_b' WHEN 'rest_c' THEN 'say_c'
    WHEN 'bought' THEN CASE WHEN EXISTS (SELECT FROM event e WHERE e.customer = c.customer AND e.name = 'purchase')
                       THEN '$goal' ELSE 'done' END
    ELSE 'bought' END
  FROM customer c WHERE c.customer = ANY(who)
  RETURNING step.customer, step.node;
END $$`

/** Nobody leaves these. */
export const ends: ReadonlySet<string> = new Set(['$holdout', '$goal', 'done'])

export async function openRivalBank(
  directory: string,
  customers: number,
  touchesEach: number,
): Promise<RivalBank> {
  const data = join(directory, 'postgres-rival')
  const tuning = await startEmbeddedPostgres(data)
  const admin = new pg.Client({ connectionString: tuning.url('postgres') })
  await admin.connect()
  for (const [name, value] of Object.entries(settings))
    await admin.query(`ALTER SYSTEM SET ${name} = '${value}'`)
  await admin.end()
  await tuning.stop()
  const server = await startEmbeddedPostgres(data)
  const url = server.url('postgres')
  const pool = new pg.Pool({ connectionString: url, max: 26 })
  pool.on('error', () => undefined)
  await pool.query(
    `CREATE TABLE customer (customer integer PRIMARY KEY, risk text NOT NULL, consent boolean NOT NULL)`,
  )
  await pool.query(
    `CREATE TABLE touch (customer integer NOT NULL, at timestamptz NOT NULL, outcome text NOT NULL, template text NOT NULL)`,
  )
  await pool.query(
    `CREATE TABLE event (customer integer NOT NULL, name text NOT NULL, at timestamptz NOT NULL)`,
  )
  await pool.query(
    `CREATE TABLE step (customer integer NOT NULL, origin text NOT NULL, node text NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
  )
  await pool.query(
    `INSERT INTO customer SELECT n, 'C' || 1 + n % 5, n % 11 != 0 FROM generate_series(1, ${customers}) AS n`,
  )
  await pool.query(`INSERT INTO touch SELECT 1 + (hashint8(n) & 2147483647) % ${customers}, now() - interval '7 days' * (n % 1000) / 1000, 'queued', 'earlier'
    FROM generate_series(1, ${Math.round(customers * touchesEach)}) AS n`)
  await pool.query(
    `INSERT INTO event SELECT n, 'purchase', now() FROM generate_series(1, ${customers}) AS n WHERE n % 4 = 0`,
  )
  await pool.query('CREATE INDEX ON touch (customer, at)')
  await pool.query('CREATE INDEX ON event (customer, name)')
  await pool.query(advance)
  await pool.query('VACUUM ANALYZE')
  return {
    url,
    pool,
    close: async () => {
      await pool.end()
      await server.stop()
    },
  }
}

/** Steps that were written since the last call, which empties the history; everybody must have come to an end. */
export async function countSteps(bank: RivalBank, customers: number): Promise<number> {
  const { rows } = await bank.pool.query<{ steps: string; entered: string; ended: string }>(
    `SELECT count(*) AS steps, count(*) FILTER (WHERE origin = '') AS entered,
            count(*) FILTER (WHERE node = ANY($1)) AS ended FROM step`,
    [[...ends]],
  )
  const [row] = rows
  if (Number(row?.entered) !== customers || Number(row?.ended) !== customers)
    throw new Error(`${row?.entered} entered and ${row?.ended} ended, not ${customers}`)
  await bank.pool.query('TRUNCATE step')
  await bank.pool.query(`DELETE FROM touch WHERE template != 'earlier'`)
  return Number(row?.steps)
}
