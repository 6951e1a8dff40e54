import type { JourneyDefinitions } from '../../src/engage/journeys/schema.ts'

export const journeyKey = 'bench'
const branches = ['a', 'b', 'c'] as const
const name = { 'zh-CN': '基准旅程', en: 'Bench journey' }

/** Entry, holdout, rule split, three-way split, wait, message through the gate, goal: the path that the rivals walk too. */
export const benchJourney: NonNullable<JourneyDefinitions['journeys']>[number] = {
  key: journeyKey,
  name,
  graph: {
    entry: { segment: 'everyone', next: 'hold_back' },
    nodes: {
      hold_back: { type: 'holdout', percent: 10, next: 'worth_it' },
      worth_it: {
        type: 'rule_split',
        branches: [{ rule: { attribute: 'risk', op: 'in', value: ['C3', 'C4', 'C5'] }, next: 'variant' }],
        otherwise: 'done',
      },
      variant: {
        type: 'split',
        branches: [
          { percent: 34, next: 'rest_a' },
          { percent: 33, next: 'rest_b' },
          { percent: 33, next: 'rest_c' },
        ],
      },
      ...Object.fromEntries(
        branches.flatMap((one) => [
          [`rest_${one}`, { type: 'wait' as const, days: 1, next: `say_${one}` }],
          [
            `say_${one}`,
            { type: 'message' as const, channel: 'push' as const, template: one, next: 'bought' },
          ],
        ]),
      ),
      bought: { type: 'goal', condition: { event: 'purchase' }, withinDays: 7, next: 'done' },
      done: { type: 'exit' },
    },
  },
}

export const benchDefinitions: JourneyDefinitions = {
  contactPolicy: { consent: 'opt_in', caps: [{ limit: 3, days: 7 }], quietHours: null },
  templates: branches.map((key) => ({ key, channel: 'push', name, body: { 'zh-CN': '您好', en: 'Hello' } })),
  journeys: [benchJourney],
}
