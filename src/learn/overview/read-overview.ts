import { sql } from 'kysely'
import { readContactPolicy } from '../../decide/policy/index.ts'
import { listJourneys } from '../../engage/journeys/index.ts'
import type { Context } from '../../platform/context.ts'
import { listEffects } from '../effects/index.ts'
import { countCustomers } from './queries/count-customers.ts'
import { countEvents } from './queries/count-events.ts'
import { countEventsPerHour } from './queries/count-events-per-hour.ts'
import { countOpenDeadLetters } from './queries/count-open-dead-letters.ts'
import type { Overview } from './schema.ts'

const recentMinutes = 5
const hour = 3_600_000
const largestPage = 200

interface Definitions {
  sources: number
  tags: number
  segments: number
  tags_as_of: string | null
  touches_total: number
  touches_today: number
  suppressed_today: number
}

async function countDefinitions(ctx: Context, midnight: Date): Promise<Definitions> {
  const { rows } = await sql<Definitions>`
    WITH tick AS (
      SELECT at,
             (touches ->> 'queued')::bigint AS queued,
             coalesce((SELECT sum(value::bigint) FROM jsonb_each_text(touches -> 'suppressed')), 0)::bigint AS suppressed
      FROM journey_tick
    )
    SELECT (SELECT count(*) FROM source WHERE enabled) AS sources,
           (SELECT count(*) FROM tag) AS tags,
           (SELECT count(*) FROM segment WHERE archived_at IS NULL) AS segments,
           (SELECT max(as_of) FROM tag_group) AS tags_as_of,
           coalesce(sum(queued), 0)::bigint AS touches_total,
           coalesce(sum(queued) FILTER (WHERE at >= ${midnight}), 0)::bigint AS touches_today,
           coalesce(sum(suppressed) FILTER (WHERE at >= ${midnight}), 0)::bigint AS suppressed_today
    FROM tick`.execute(ctx.postgres)
  const [row] = rows
  if (!row) throw new Error('an aggregate without GROUP BY always has a row')
  return row
}

/** The instant at which the calendar day of `now` began in `timezone`. */
function startOfDay(now: Date, timezone: string): Date {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0)
  const elapsed = ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000 + now.getMilliseconds()
  return new Date(now.getTime() - elapsed)
}

/**
 * The whole loop in numbers, for the first page of the console.
 * @param spoolLagSeconds how far the drainer of this process is behind
 */
export async function readOverview(ctx: Context, spoolLagSeconds: number): Promise<Overview> {
  const now = ctx.clock.now()
  const midnight = startOfDay(now, ctx.config.timezone)
  const recent = new Date(now.getTime() - recentMinutes * 60_000)
  const since = new Date(now.getTime() - 24 * hour)
  const [definitions, policy, journeys, effects, [events], [customers], [deadLetters], eventsPerHour] =
    await Promise.all([
      countDefinitions(ctx, midnight),
      readContactPolicy(ctx),
      listJourneys(ctx, { limit: largestPage }),
      listEffects(ctx, { limit: largestPage }),
      countEvents(ctx.clickhouse, { midnight, recent, now }),
      countCustomers(ctx.clickhouse, {}),
      countOpenDeadLetters(ctx.clickhouse, {}),
      countEventsPerHour(ctx.clickhouse, { since, now }),
    ])
  const measured = effects.items.flatMap((effect) =>
    effect.conversion === null ? [] : [{ effect, conversion: effect.conversion }],
  )
  const best = measured.toSorted((a, b) => b.conversion.difference - a.conversion.difference)[0]
  return {
    collect: {
      eventsToday: events?.today ?? 0,
      eventsPerMinute: (events?.recent ?? 0) / recentMinutes,
      eventsTotal: events?.total ?? 0,
      sources: definitions.sources,
      deadLettersOpen: deadLetters?.open ?? 0,
      spoolLagSeconds,
    },
    understand: {
      customers: customers?.customers ?? 0,
      tags: definitions.tags,
      segments: definitions.segments,
      tagsAsOf: definitions.tags_as_of,
    },
    decide: { suppressedToday: definitions.suppressed_today, policyVersion: policy.version },
    engage: {
      journeysRunning: journeys.items.filter((journey) => journey.status === 'running').length,
      customersInJourneys: journeys.items.reduce((sum, journey) => sum + journey.inside, 0),
      touchesToday: definitions.touches_today,
      touchesTotal: definitions.touches_total,
    },
    learn: {
      effects: effects.items.length,
      conversions: effects.items.reduce((sum, effect) => sum + effect.treated.converted, 0),
      bestLift: best
        ? {
            journey: best.effect.journey,
            name: best.effect.name,
            lift: best.conversion.difference,
            low: best.conversion.low,
            high: best.conversion.high,
          }
        : null,
    },
    asOf: now.toISOString(),
    series: { eventsPerHour },
  }
}
