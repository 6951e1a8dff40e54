import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { z } from 'zod'
import { ManualClock } from '../../../platform/clock.ts'
import { loadConfig } from '../../../platform/config.ts'
import type { Context } from '../../../platform/context.ts'
import { openContext } from '../../../platform/open-context.ts'
import { saveRoute } from '../../channels/index.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { journeyFile, takeSnapshot } from './journey-fixture.ts'

// A worker of its own process, for the test that kills it. `crash-child.ts prepare|run|report GATEWAY CUSTOMERS`
const [command, gateway = '', size = '0'] = process.argv.slice(2)
const customers = Number(size)
const start = Date.parse('2026-11-01T02:00:00Z')
const day = 86_400_000

const clock = new ManualClock(new Date(start))
const { ctx, close } = await openContext(loadConfig(), { clock, log: pino({ level: 'silent' }) })
if (command === 'prepare') await prepare(ctx)
if (command === 'run') await run({ ...ctx, clickhouse: { ...ctx.clickhouse, command: announced } })
if (command === 'report') process.stdout.write(`${JSON.stringify(await report(ctx))}\n`)
await close()
process.exit(0)

/** Says when a statement of a tick begins and ends, so that the test can kill in between or before the commit. */
async function announced(...statement: Parameters<Context['clickhouse']['command']>): Promise<void> {
  const ofTick = /INSERT INTO (journey_step|touch) /.test(statement[0])
  if (ofTick) process.stdout.write('writing\n')
  await ctx.clickhouse.command(...statement)
  if (!ofTick) return
  process.stdout.write('wrote\n')
  await pause(25) // time to be killed before the commit
}

async function prepare(context: Context): Promise<void> {
  await takeSnapshot(context, 'everyone', 1, customers)
  await saveRoute(context, 'push', {
    provider: 'webhook',
    settings: { url: gateway, secret: 'secret of the crash test' },
  })
  await applyJourneyDefinitions(
    context,
    journeyFile(
      'endurance',
      {
        keep_out: { type: 'holdout', percent: 10, next: 'part' },
        part: {
          type: 'split',
          branches: [
            { percent: 0.5, next: 'hello' },
            { percent: 99.5, next: 'rest' },
          ],
        },
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
        rest: { type: 'wait', days: 1, next: 'done_it' },
        done_it: { type: 'goal', condition: { event: 'done_it' }, withinDays: 2, next: 'rest' },
      },
      { next: 'keep_out', policy: { consent: 'opt_out', caps: [{ limit: 1, days: 3 }], quietHours: null } },
    ),
  )
  await context.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, source, channel)
     SELECT fromUnixTimestamp64Milli({start:Int64} + toInt64(sipHash64(number) % 864000000)), now64(3), 'done_it', 'track', number, 1, 'app'
     FROM numbers(1, {customers:UInt64}) WHERE number % 3 = 0`,
    { start, customers },
  )
}

/** Ten days, one after the other. A worker that was killed begins again at the first and finds it done. */
async function run(context: Context): Promise<void> {
  process.stdout.write('ready\n')
  for (let today = 0; today <= 10; today += 1) {
    clock.moveTo(new Date(start + today * day))
    await tickJourneys(context)
  }
  process.stdout.write('finished\n')
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
  const ticks = await context.postgres
    .withTables<{ journey_tick: { tick: number; at: Date; moves: unknown; touches: unknown } }>()
    .selectFrom('journey_tick')
    .select(['tick', 'at', 'moves', 'touches'])
    .orderBy('tick')
    .execute()
  return {
    steps: await checksum('journey_step', 'journey, version, tick, node, origin, customer, at, wake'),
    touches: await checksum('touch', 'customer, at, touch, node, tick, outcome, reason'),
    receipts: await checksum('touch_receipt FINAL', 'touch, status, customer'),
    ticks,
  }
}
