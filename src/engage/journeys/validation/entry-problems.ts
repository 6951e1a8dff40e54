import type { JourneyGraph } from '../schema.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { error, of, warning } from './problem.ts'
import { dateProblems, ruleProblems } from './reference-problems.ts'
import type { GraphProblem } from './schema.ts'

/** What is wrong with how and when customers come in, and with what lets them out. */
export function entryProblems(
  graph: JourneyGraph,
  known: KnownDefinitions,
  own: string | null,
): GraphProblem[] {
  const { entry } = graph
  const problems = [...audienceProblems(graph), ...periodProblems(graph, known.now)]
  if (entry.rule) problems.push(...ruleProblems(entry.rule, of('/entry/rule'), known))
  for (const [i, condition] of (graph.exitWhen ?? []).entries()) {
    if ('rule' in condition) problems.push(...ruleProblems(condition.rule, of(`/exitWhen/${i}/rule`), known))
  }
  if (entry.type === 'segment') problems.push(...segmentProblems(entry.segment, known))
  if (entry.type === 'date') problems.push(...dateProblems(entry.date, of('/entry/date'), known))
  if (entry.type === 'journey') problems.push(...journeyProblems(entry.journey, known, own))
  return problems
}

function segmentProblems(key: string, { catalogue }: KnownDefinitions): GraphProblem[] {
  const segment = catalogue.segments.get(key)
  if (!segment) {
    return [
      error(
        'missing_segment',
        of('/entry/segment'),
        { zh: `没有客群“${key}”`, en: `there is no segment "${key}"` },
        { zh: '选择已有的客群', en: 'choose a segment that exists' },
      ),
    ]
  }
  if (segment.snapshot !== null) return []
  return [
    warning(
      'segment_empty',
      of('/entry/segment'),
      {
        zh: `客群“${key}”还没有快照：在它第一次计算之前没有人进入`,
        en: `the segment "${key}" has no snapshot yet: nobody enters before its first`,
      },
      { zh: '为客群生成快照或设置计划', en: 'take a snapshot of it, or give it a schedule' },
    ),
  ]
}

function journeyProblems(key: string, { journeys }: KnownDefinitions, own: string | null): GraphProblem[] {
  if (key !== own && !journeys.has(key)) {
    return [
      error(
        'missing_journey',
        of('/entry/journey'),
        { zh: `没有旅程“${key}”`, en: `there is no journey "${key}"` },
        { zh: '选择已有的旅程', en: 'choose a journey that exists' },
      ),
    ]
  }
  const chain = [key]
  for (let next = journeys.get(key)?.entry; next?.type === 'journey' && !chain.includes(next.journey);) {
    chain.push(next.journey)
    next = journeys.get(next.journey)?.entry
  }
  if (own === null || !chain.includes(own)) return []
  const circle = chain.slice(0, chain.indexOf(own) + 1)
  return [
    error(
      'journey_circle',
      of('/entry/journey'),
      {
        zh: `旅程互为入口（${circle.join(' → ')}）：没有人能先进入其中任何一个`,
        en: `journeys wait for each other (${circle.join(' → ')}): nobody can be the first to enter`,
      },
      { zh: '为其中一个设置别的入口', en: 'give one of them another entry' },
    ),
  ]
}

/** Whoever can enter again and again without anything that limits it is contacted again and again. */
function audienceProblems({ entry }: JourneyGraph): GraphProblem[] {
  const open = entry.type === 'event' || entry.type === 'api' || entry.type === 'journey'
  const limited =
    entry.reentry?.allow !== 'always' ||
    (entry.reentry.afterDays ?? 0) > 0 ||
    entry.entryCap !== undefined ||
    entry.rule !== undefined
  if (!open || limited) return []
  return [
    error(
      'unbounded_audience',
      of('/entry'),
      {
        zh: '受众没有边界：同一客户可以无限次进入，也没有规则、间隔或上限',
        en: 'the audience is unbounded: the same customer may enter any number of times, and no rule, interval or cap limits it',
      },
      {
        zh: '设置规则、再次进入的间隔天数（afterDays）或进入上限（entryCap）',
        en: 'give a rule, days before the next entry (reentry.afterDays), or an entryCap',
      },
    ),
  ]
}

function periodProblems({ startsAt, endsAt }: JourneyGraph, now: Date): GraphProblem[] {
  if (endsAt === undefined) return []
  const end = new Date(endsAt)
  if (startsAt !== undefined && new Date(startsAt) >= end) {
    return [
      error('period', of('/endsAt'), {
        zh: '结束时间不晚于开始时间：没有人能进入',
        en: 'is not after startsAt: nobody could ever enter',
      }),
    ]
  }
  if (end > now) return []
  return [
    warning('over', of('/endsAt'), {
      zh: '结束时间已过：不会再有人进入',
      en: 'is over: nobody enters any more',
    }),
  ]
}
