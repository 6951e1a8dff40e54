import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { z } from 'zod'
import { announceBlock } from '../../../collect/drainer/index.ts'
import { ManualClock } from '../../../platform/clock.ts'
import { loadConfig } from '../../../platform/config.ts'
import type { Context } from '../../../platform/context.ts'
import { openContext } from '../../../platform/open-context.ts'
import { dispatchTouches, saveRoute } from '../../channels/index.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { writeHappenings } from '../happenings/write-happenings.ts'
import { releaseHeld } from '../held/release-held.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { tellWebhooks } from '../webhooks/tell-webhooks.ts'
import { crashBank } from './crash-bank.ts'
import { takeSnapshot } from './journey-fixture.ts'

// A worker of its own process, for the test that kills it.
// `crash-child.ts prepare|run|report GATEWAY CUSTOMERS [FROM_PHASE TO_PHASE]`
const [command, gateway = '', size = '0', from = '0', to = '0'] = process.argv.slice(2)
const customers = Number(size)
const start = Date.parse('2026-11-01T02:00:00Z')
const hour = 3_600_000
const day = 24 * hour
/** Who asks for help on a day. */
const asking = 300

const clock = new ManualClock(new Date(start))
const { ctx, close } = await openContext(loadConfig(), { clock, log: pino({ level: 'silent' }) })
if (command === 'prepare') await prepare(ctx)
if (command === 'run') await run({ ...ctx, clickhouse: { ...ctx.clickhouse, command: announced } })
if (command === 'report') process.stdout.write(`${JSON.stringify(await report(ctx))}\n`)
await close()
process.exit(0)

/** Says when a statement begins and ends, so that the test can kill in between or before the commit. */
async function announced(...statement: Parameters<Context['clickhouse']['command']>): Promise<void> {
  const table = /INSERT INTO (journey_step|touch|event|journey_webhook_call|lead) /.exec(statement[0])?.[1]
  if (table !== undefined) process.stdout.write(`writing ${table}\n`)
  await ctx.clickhouse.command(...statement)
  if (table === undefined) return
  process.stdout.write(`wrote ${table}\n`)
  await pause(10) // time to be killed before the commit
}

async function prepare(context: Context): Promise<void> {
  await takeSnapshot(context, 'everyone', 1, customers)
  await saveRoute(context, 'push', {
    provider: 'webhook',
    settings: { url: gateway, secret: 'secret of the crash test' },
  })
  await applyJourneyDefinitions(context, crashBank(`${gateway}tell`))
  await context.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, source, channel)
     SELECT fromUnixTimestamp64Milli({start:Int64} + toInt64(sipHash64(number) % 864000000)), now64(3), 'done_it', 'track', number, 1, 'app'
     FROM numbers(1, {customers:UInt64}) WHERE number % 3 = 0`,
    { start, customers },
  )
}

/**
 * Two phases a day: at ten people do something and journeys tick, at eleven quiet hours end and the other jobs run. A
 * worker goes on with the phase in which the one before it was killed.
 */
async function run(context: Context): Promise<void> {
  await outliveOthers(context)
  process.stdout.write('ready\n')
  for (let phase = Number(from); phase < Number(to); phase += 1) {
    process.stdout.write(`phase ${phase}\n`)
    const today = Math.floor(phase / 2)
    clock.moveTo(new Date(start + today * day + (phase % 2) * hour))
    if (phase % 2 === 0) {
      await behave(today)
      await tickJourneys(context)
      continue
    }
    process.stdout.write('releasing\n')
    await releaseHeld(context)
    await dispatchTouches(context)
    await tellWebhooks(context)
    process.stdout.write('writing back\n')
    await writeHappenings(context)
  }
  process.stdout.write('finished\n')
}

/**
 * PostgreSQL keeps the locks of a killed worker until it has noticed. A server's jobs come by again a minute later; here
 * each runs once a day, and would leave what is locked for the next.
 */
async function outliveOthers(context: Context): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
      WHERE locktype = 'advisory' AND datname = current_database()`.execute(context.postgres)
    if (rows.length === 0) return
    await pause(20)
  }
}

/** What customers do on a day, stored and announced as by the drainer: once, however often it is tried. */
async function behave(today: number): Promise<void> {
  const now = start + today * day
  const block = String((today + 1) * 65_536)
  await ctx.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, source, channel, block)
     SELECT fromUnixTimestamp64Milli({now:Int64}), fromUnixTimestamp64Milli({now:Int64}),
            if(number % 3 = 0, 'answered', 'asked_for_help'), 'track',
            1 + sipHash64(number, intDiv({today:UInt32}, 1 + number % 2)) % {customers:UInt32}, 1, 'app', {block:UInt64}
     FROM numbers({asking:UInt64}) WHERE (SELECT count() FROM event WHERE block = {block:UInt64}) = 0`,
    { now, today, customers, asking, block },
  )
  await announceBlock(ctx, {
    block,
    at: [now, now],
    received: [now, now],
    events: asking,
    names: ['answered', 'asked_for_help'],
  })
}

/** Everything that happened, as counts and order-free checksums. */
async function report(context: Context): Promise<object> {
  const sums = z.object({ rows: z.coerce.number(), sum: z.string() })
  const checksum = async (table: string, columns: string): Promise<object> => {
    const [row] = await context.clickhouse.query(
      `SELECT count() AS rows, toString(sum(sipHash64(${columns}))) AS sum FROM ${table}`,
      {},
      sums,
    )
    return { table, ...row }
  }
  const kept = async (table: string, columns: readonly string[]): Promise<object> => {
    const rows = await context.postgres
      .withTables<Record<string, Record<string, unknown>>>()
      .selectFrom(table)
      .select([...columns])
      .execute()
    return { table, rows: rows.map((row) => JSON.stringify(row)).toSorted() }
  }
  return {
    stores: [
      await checksum('journey_step', 'journey, version, tick, node, origin, customer, passage, at, wake'),
      await checksum('journey_passage', 'journey, tick, customer, at, entered, ended'),
      await checksum('touch', 'customer, at, touch, journey, node, tick, outcome, reason, until'),
      await checksum('touch_receipt FINAL', 'touch, status, customer, at'),
      await checksum('lead', 'lead, journey, tick, customer, at'),
      await checksum('journey_webhook_call', 'call, journey, tick, customer, at'),
      await checksum(`event WHERE channel = 'journey'`, 'name, customer, message_id, at, properties'),
    ],
    postgres: [
      await kept('journey_tick', ['journey_id', 'tick', 'at', 'moves', 'touches']),
      await kept('journey_cohort', ['journey_id', 'version', 'node', 'tick', 'customers', 'wake']),
      await kept('touch_hold', ['journey_id', 'tick', 'node', 'channel', 'reason', 'held', 'until']),
      await kept('dispatch', [
        'journey_id',
        'tick',
        'channel',
        'queued',
        'sent',
        'failed',
        'dropped',
        'state',
      ]),
      await kept('journey_webhook', ['journey_id', 'tick', 'node', 'calls', 'told', 'state', 'attempts']),
    ],
  }
}
