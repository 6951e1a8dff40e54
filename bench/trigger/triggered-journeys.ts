import type { JourneyDefinitions } from '../../src/engage/journeys/schema.ts'

const text = { 'zh-CN': '基准', en: 'Bench' }
export const journeyKey = (index: number): string => `react_${String(index).padStart(2, '0')}`

/** Journeys that each wait for an event of their own, hold a tenth back and send a message at once. */
export function triggeredJourneys(count: number): JourneyDefinitions {
  return {
    // A cap that nobody reaches in the bench, but that has to be counted for everybody.
    contactPolicy: {
      consent: 'opt_out',
      caps: [{ limit: 1000, days: 7 }],
      quietHours: null,
      arbitration: { minutes: 0 },
    },
    templates: [{ key: 'hello', channel: 'push', name: text, body: { 'zh-CN': '您好', en: 'Hello' } }],
    journeys: Array.from({ length: count }, (_, index) => ({
      key: journeyKey(index),
      name: text,
      graph: {
        entry: {
          type: 'event' as const,
          event: `click_${String(index).padStart(2, '0')}`,
          where: [{ property: 'amount', op: 'gte' as const, value: 1000 }],
          // Practically always: customers come again every few seconds.
          reentry: { allow: 'always' as const, afterDays: 0.000_01 },
          next: 'hold_back',
        },
        nodes: {
          hold_back: { type: 'holdout' as const, percent: 10, next: 'say' },
          say: { type: 'message' as const, channel: 'push' as const, template: 'hello', next: 'done' },
          done: { type: 'exit' as const },
        },
      },
    })),
  }
}
