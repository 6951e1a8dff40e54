import { sql } from 'kysely'
import { z } from 'zod'
import { forgetBlocks } from '../../collect/drainer/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { dispatchTouches } from '../channels/index.ts'
import { type Advance, advanceEach } from './advance-journeys.ts'
import { endEmptyJourneys } from './lifecycle/finish-journey.ts'
import { takeOutOfCancelled } from './lifecycle/take-out-customers.ts'
import { journeyTables } from './store.ts'
import { GraphCache } from './ticks/graph-cache.ts'

/** Journeys with fewer customers inside than this advance together; a larger one keeps no other waiting. */
const small = 100_000
const mostTogether = 100

/**
 * A whole turn: advance every running journey to this instant, and send what they queued. For histories and rehearsals
 * that run along a clock; while a server runs, its jobs do the two side by side, so that a slow provider holds up no tick.
 * @throws AppError internal after all have had their turn, when some could not advance
 */
export async function tickJourneys(ctx: Context, signal?: AbortSignal): Promise<Record<string, Advance>> {
  const turn = await advanceRunning(ctx, signal)
  await dispatchTouches(ctx, signal)
  await tidy(ctx)
  return advancesOf(turn)
}

interface Turn {
  readonly journeys: number
  readonly advances: Record<string, Advance>
  /** What went wrong with which journey. */
  readonly failed: readonly string[]
}

function advancesOf({ journeys, advances, failed }: Turn): Record<string, Advance> {
  if (failed.length === 0) return advances
  throw new AppError(
    'internal',
    `${failed.length} of ${journeys} journeys could not advance: ${failed.join('; ')}`,
  )
}

async function advanceRunning(ctx: Context, signal?: AbortSignal): Promise<Turn> {
  const journeys = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(['id', 'key'])
    .select(
      sql<boolean>`graph -> 'entry' ->> 'type' IN ('event', 'api') AND ${small} > coalesce(
        (SELECT sum(customers) FROM journey_cohort WHERE journey_id = journey.id), 0)`.as('small'),
    )
    .where('status', '=', 'running')
    .orderBy('id')
    .execute()
  const cache = new GraphCache()
  const advances: Record<string, Advance> = {}
  const failed: string[] = []
  for (const together of groups(journeys)) {
    const ids = together.map(({ id }) => id)
    const result = await advanceEach(ctx, ids, { signal, cache })
    for (const { id, key } of together) {
      const advance = result.advances.get(id)
      if (advance) advances[key] = advance
      const reason = result.failed.get(id)
      if (reason !== undefined) failed.push(`"${key}": ${reason}`)
    }
  }
  return { journeys: journeys.length, advances, failed }
}

async function tidy(ctx: Context): Promise<void> {
  await forgetReadBlocks(ctx)
  await takeOutOfCancelled(ctx)
  await endEmptyJourneys(ctx)
}

const keptMilliseconds = 24 * 3_600_000

/** Drop the announcements of blocks that the entries of all journeys have read. */
async function forgetReadBlocks(ctx: Context): Promise<void> {
  const row = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(sql<number | null>`min(coalesce((entry_state ->> 'drained')::bigint, 0))`.as('through'))
    .where('status', 'in', ['running', 'paused'])
    .where(
      sql<boolean>`EXISTS (SELECT FROM journey_version WHERE journey_id = journey.id AND version = published_version
                   AND graph -> 'entry' ->> 'type' = 'event')`,
    )
    .executeTakeFirst()
  const before = new Date(ctx.clock.now().getTime() - keptMilliseconds)
  await forgetBlocks(ctx.postgres, row?.through ?? Number.MAX_SAFE_INTEGER, before)
}

/** Small journeys together, each other one by itself. */
function groups<Journey extends { readonly small: boolean }>(journeys: readonly Journey[]): Journey[][] {
  const together = journeys.filter((journey) => journey.small)
  const chunks = Array.from({ length: Math.ceil(together.length / mostTogether) }, (_, i) =>
    together.slice(i * mostTogether, (i + 1) * mostTogether),
  )
  return [...chunks, ...journeys.filter((journey) => !journey.small).map((journey) => [journey])]
}

export const tickJourneysJob = defineJob({
  name: 'tick-journeys',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    const turn = await advanceRunning(ctx, run.signal)
    await tidy(ctx)
    advancesOf(turn)
  },
})
