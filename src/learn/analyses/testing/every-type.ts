import type { Analysis } from '../schema.ts'
import { smallDays } from './small-events.ts'

/** A question of every type about the small events. */
export const everyType: Readonly<Record<string, Analysis>> = {
  trend: {
    type: 'trend',
    range: smallDays,
    series: [{ event: 'a', measure: { of: 'users' } }, { measure: { of: 'rolling_users', days: 3 } }],
    interval: 'day',
  },
  'cumulative-trend': {
    type: 'trend',
    range: smallDays,
    series: [{ event: 'a', measure: { of: 'users' } }],
    interval: 'day',
    cumulative: true,
  },
  funnel: {
    type: 'funnel',
    range: smallDays,
    steps: [{ event: 'a' }, { event: 'b' }, { event: 'c' }],
    windowSeconds: 400_000,
  },
  'funnel-in-any-order': {
    type: 'funnel',
    range: smallDays,
    steps: [{ event: 'a' }, { event: 'b' }, { event: 'c' }],
    windowSeconds: 400_000,
    order: 'any',
  },
  retention: {
    type: 'retention',
    range: smallDays,
    first: { event: 'a' },
    returned: {},
    unit: 'day',
    periods: 5,
  },
  'first-retention': {
    type: 'retention',
    range: smallDays,
    first: { event: 'a' },
    returned: { event: 'b' },
    unit: 'week',
    mode: 'unbounded',
    cohort: 'first_ever',
  },
  path: {
    type: 'path',
    range: smallDays,
    anchor: { event: 'a' },
    sessionGapMinutes: 1440,
    depth: 3,
    topN: 2,
  },
  lifecycle: { type: 'lifecycle', range: smallDays, event: {}, unit: 'day' },
  distribution: {
    type: 'distribution',
    range: smallDays,
    event: { event: 'a' },
    measure: { of: 'days' },
    bins: [2, 3],
  },
  frequency: { type: 'frequency', range: smallDays, event: { event: 'a' }, unit: 'week', bins: [2, 3] },
  sessions: { type: 'sessions', range: smallDays, gapMinutes: 1440, interval: 'week' },
  interval: {
    type: 'interval',
    range: smallDays,
    first: { event: 'a' },
    second: { event: 'b' },
    windowSeconds: 864_000,
  },
  aum: { type: 'aum', range: smallDays, interval: 'day' },
  'tier-migration': { type: 'tier_migration', range: smallDays, tiers: [1000, 10_000] },
  heat: { type: 'heat', range: smallDays, event: {}, measure: 'users' },
}
