import type { EventFilter, Question, QuestionType } from './question.ts'

const asked = { range: { lastDays: 30 } } as const
const window = 7 * 86_400

/** The events that a question is about, in their order. */
function eventsOf(question: Question): EventFilter[] {
  const named = (events: readonly EventFilter[]) =>
    events.map(({ event, where }): EventFilter => ({ event, ...(where === undefined ? {} : { where }) }))
  switch (question.type) {
    case 'funnel':
      return named(question.steps)
    case 'trend':
      return named(question.series)
    case 'retention':
      return named([question.first, question.returned])
    case 'path':
      return named([question.anchor])
  }
}

function start(type: QuestionType, events: readonly EventFilter[]): Question {
  const named = ({ event = '', ...rest }: EventFilter = {}) => ({ ...rest, event })
  const [first, second] = events
  switch (type) {
    case 'funnel':
      return {
        type,
        ...asked,
        steps: (events.length > 1 ? events : [first, undefined]).map(named),
        windowSeconds: window,
      }
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
  }
}

export const newQuestion = (type: QuestionType): Question => start(type, [])

/** The same events, days and customers asked about in another way. */
export function asType(question: Question, type: QuestionType): Question {
  if (question.type === type) return question
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
export const splitsEvents = (type: QuestionType) => type !== 'path'

function fitting(breakdown: Question['breakdown'], type: QuestionType): Question['breakdown'] {
  const ofEvents = breakdown?.by === 'property' || breakdown?.by === 'channel'
  return ofEvents && !splitsEvents(type) ? undefined : breakdown
}

/** Names of the events that a question is about. */
export const eventNamesOf = (question: Question): string[] =>
  eventsOf(question).flatMap(({ event = '' }) => (event === '' ? [] : [event]))
