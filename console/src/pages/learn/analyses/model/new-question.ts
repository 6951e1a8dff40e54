import type { EventFilter, Question, QuestionOf, QuestionType } from './question.ts'

const asked = { range: { lastDays: 30 } } as const
const window = 7 * 86_400

const filtersOf = (events: readonly EventFilter[]): EventFilter[] =>
  events.map(({ event, where }) => ({ event, ...(where === undefined ? {} : { where }) }))
const named = ({ event = '', ...rest }: EventFilter = {}) => ({ ...rest, event })

/** The events that a question is about, in their order. */
function eventsOf(question: Question): EventFilter[] {
  switch (question.type) {
    case 'funnel':
    case 'drop_off':
      return filtersOf(question.steps)
    case 'trend':
      return filtersOf(question.series)
    case 'retention':
      return filtersOf([question.first, question.returned])
    case 'path':
      return filtersOf([question.anchor])
    case 'interval':
      return filtersOf([question.first, question.second])
    case 'lifecycle':
    case 'distribution':
    case 'frequency':
    case 'heat':
      return filtersOf([question.event])
    case 'sessions':
      return filtersOf([question.event ?? {}])
    case 'attribution':
      return filtersOf([question.conversion])
    case 'aum':
    case 'tier_migration':
      return []
  }
}

function start(type: QuestionType, events: readonly EventFilter[]): Question {
  const [first, second] = events
  switch (type) {
    case 'funnel':
      return {
        type,
        ...asked,
        steps: (events.length > 1 ? events : [first, undefined]).map(named),
        windowSeconds: window,
      }
    case 'drop_off':
      return {
        type,
        ...asked,
        steps: (events.length > 1 ? events : [first, undefined]).map(named),
        windowSeconds: window,
        after: 0,
      }
    case 'attribution':
      return { type, ...asked, conversion: named(events.at(-1)), windowSeconds: window }
    case 'trend':
      return {
        type,
        ...asked,
        series: (events.length > 0 ? events : [{}]).map((event) => ({ ...event, measure: { of: 'users' } })),
        interval: 'day',
      }
    case 'retention':
      return {
        type,
        ...asked,
        first: first ?? {},
        returned: second ?? first ?? {},
        cohort: 'first_in_range',
        unit: 'week',
      }
    case 'path':
      return { type, ...asked, anchor: named(first), depth: 5, topN: 6 }
    case 'lifecycle':
      return { type, range: { lastDays: 90 }, event: first ?? {}, unit: 'week' }
    case 'distribution':
      return { type, ...asked, event: first ?? {}, measure: { of: 'count' } }
    case 'frequency':
      return { type, range: { lastDays: 90 }, event: first ?? {}, unit: 'week' }
    case 'sessions':
      return { type, ...asked, interval: 'day' }
    case 'interval':
      return { type, ...asked, first: named(first), second: named(second), windowSeconds: window }
    case 'heat':
      return { type, ...asked, event: first ?? {} }
    case 'aum':
      return { type, range: { lastDays: 90 }, interval: 'day' }
    case 'tier_migration':
      return { type, range: { lastDays: 90 }, tiers: [10_000, 50_000, 200_000, 1_000_000] }
  }
}

export const newQuestion = (type: QuestionType): Question => start(type, [])

/** Why customers left a funnel after a step (number from 0). */
export function whyTheyLeft(funnel: QuestionOf<'funnel'>, after: number): QuestionOf<'drop_off'> {
  const { type: _type, order, ...rest } = funnel
  return { ...rest, ...(order === 'strict' ? { order } : {}), type: 'drop_off', after }
}

/** The same events, days and customers asked about in another way. */
export function asType(question: Question, type: QuestionType): Question {
  if (question.type === type) return question
  if (question.type === 'funnel' && type === 'drop_off') return whyTheyLeft(question, 0)
  if (question.type === 'drop_off' && type === 'funnel') {
    const { after: _after, lookSeconds: _look, ...funnel } = question
    return { ...funnel, type }
  }
  const { range, who, population, where, compare, sample, breakdown } = question
  const kept = { range, who, population, where, compare, sample, breakdown: fitting(breakdown, type) }
  return {
    ...start(
      type,
      eventsOf(question).filter(({ event }) => event !== ''),
    ),
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
  }
}

/** Whether the events of this type of question have values of their own that an answer can be split by. */
export const splitsEvents = (type: QuestionType) =>
  !['path', 'lifecycle', 'sessions', 'interval', 'attribution', 'aum', 'tier_migration'].includes(type)

/** Whether the question is about events at all, and not about balances. */
export const readsEvents = (type: QuestionType) => type !== 'aum' && type !== 'tier_migration'

function fitting(breakdown: Question['breakdown'], type: QuestionType): Question['breakdown'] {
  const ofEvents = breakdown?.by === 'property' || breakdown?.by === 'channel'
  return ofEvents && !splitsEvents(type) ? undefined : breakdown
}

/** Names of the events that a question is about. */
export const eventNamesOf = (question: Question): string[] =>
  eventsOf(question).flatMap(({ event = '' }) => (event === '' ? [] : [event]))
