import type { JourneyDefinitions, JourneyGraphInput } from '../schema.ts'
import { journeyFile } from './journey-fixture.ts'

const done = { type: 'exit' } as const

/** Everybody, again and again: holdout, split, messages under a cap, calls of another system, a goal. */
const endurance: JourneyGraphInput = {
  entry: { segment: 'everyone', next: 'keep_out' },
  nodes: {
    keep_out: { type: 'holdout', percent: 10, next: 'part' },
    part: {
      type: 'split',
      branches: [
        { percent: 0.5, next: 'hello' },
        { percent: 1, next: 'tell' },
        { percent: 98.5, next: 'rest' },
      ],
    },
    hello: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
    tell: { type: 'webhook', url: '', next: 'rest' },
    rest: { type: 'wait', days: 1, next: 'done_it' },
    done_it: { type: 'goal', condition: { event: 'done_it' }, withinDays: 2, next: 'rest' },
  },
}

/** Whoever asks for help: a message that quiet hours and a cap hold, then an answer or a lead. */
const helped: JourneyGraphInput = {
  entry: {
    type: 'event',
    event: 'asked_for_help',
    reentry: { allow: 'always' },
    entryCap: { perDay: 100_000 },
    next: 'hello',
  },
  category: 'service',
  nodes: {
    hello: { type: 'message', channel: 'push', template: 'hello', next: 'answered' },
    answered: {
      type: 'wait_for_event',
      condition: { event: 'answered' },
      withinHours: 30,
      next: 'tell',
      timeout: 'call',
    },
    tell: { type: 'webhook', url: '', next: 'done' },
    call: { type: 'lead', title: 'Call them', dueDays: 1, next: 'done' },
    done,
  },
}

/** Whoever was sent such a message: entered by what was written back as an event. */
const followed: JourneyGraphInput = {
  entry: {
    type: 'event',
    event: '$touch_sent',
    where: [{ property: 'journey', op: 'eq', value: 'helped' }],
    reentry: { allow: 'always' },
    entryCap: { perDay: 100_000 },
    next: 'note',
  },
  nodes: { note: { type: 'lead', title: 'Was it of help?', dueDays: 2, next: 'done' }, done },
}

/** The journeys of the crash test, whose webhooks tell `url`. */
export function crashBank(url: string): JourneyDefinitions {
  const telling = (graph: JourneyGraphInput): JourneyGraphInput => ({
    ...graph,
    nodes: Object.fromEntries(
      Object.entries(graph.nodes).map(([id, node]) => [
        id,
        node.type === 'webhook' ? { ...node, url } : node,
      ]),
    ),
  })
  return {
    ...journeyFile('unused', {}, { next: '' }),
    contactPolicy: {
      consent: 'opt_out',
      caps: [
        { limit: 1, days: 3, categories: ['marketing'] },
        { limit: 1, days: 2, categories: ['service'], action: 'hold' },
      ],
      quietHours: { from: '09:00', to: '11:00', categories: ['service'], action: 'hold' },
    },
    journeys: Object.entries({ endurance, helped, followed }).map(([key, graph]) => ({
      key,
      name: { 'zh-CN': key, en: key },
      graph: telling(graph),
    })),
  }
}
