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
}
