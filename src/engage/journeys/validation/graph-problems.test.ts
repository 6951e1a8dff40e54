import { describe, expect, it } from 'vitest'
import { journeyGraph, type JourneyGraphInput } from '../schema.ts'
import { graphProblems } from './check-graph.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { readGraph } from './shape-problems.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const other = journeyGraph.parse({
  entry: { type: 'journey', journey: 'own', at: 'entered', next: 'keep_out' },
  nodes: {
    keep_out: { type: 'holdout', percent: 5, scope: 'global', next: 'done' },
    done: { type: 'exit' },
  },
})
const known: KnownDefinitions = {
  catalogue: {
    segments: new Map([
      ['savers', { key: 'savers', name, id: 1, snapshot: 1 }],
      ['new_ones', { key: 'new_ones', name, id: 2, snapshot: null }],
    ]),
    tags: new Map([
      [
        'aum',
        {
          key: 'aum',
          name,
          unit: '',
          column: { type: 'number', clickhouse: 'Float64', missing: 'never' },
          table: 'tag_value',
        },
      ],
    ]),
    lists: new Map(),
  },
  templates: new Map([
    ['notice', 'sms'],
    ['letter', 'email'],
  ]),
  manualTags: new Map([
    ['mood', 'string'],
    ['call_back', 'date'],
  ]),
  endpoints: new Set(['crm']),
  journeys: new Map([
    ['other', other],
    ['drawn', null],
  ]),
  now: new Date('2026-11-01T02:00:00Z'),
}
const problems = (graph: JourneyGraphInput, own: string | null = 'own') =>
  graphProblems(journeyGraph.parse(graph), known, own)
const codes = (graph: JourneyGraphInput) =>
  problems(graph).map(({ code, path, severity }) => `${severity} ${code} ${path}`)

const good: JourneyGraphInput = {
  entry: { segment: 'savers', next: 'keep_out' },
  nodes: {
    keep_out: { type: 'holdout', percent: 10, next: 'notice' },
    notice: { type: 'message', channel: 'sms', template: 'notice', next: 'saved' },
    saved: { type: 'goal', condition: { event: 'deposit_opened' }, withinDays: 14, next: 'done' },
    done: { type: 'exit' },
  },
}
const withNodes = (nodes: JourneyGraphInput['nodes'], next = 'keep_out'): JourneyGraphInput => ({
  entry: { segment: 'savers', next },
  nodes: { ...good.nodes, ...nodes },
})
const withEntry = (entry: JourneyGraphInput['entry']): JourneyGraphInput => ({ ...good, entry })
const withNotice = (notice: JourneyGraphInput['nodes'][string]): JourneyGraphInput => withNodes({ notice })

describe('the ways through a graph', () => {
  it('are sound in a sound graph', () => {
    expect(problems(good)).toEqual([])
  })

  it('must lead to nodes; what every object has is no node', () => {
    expect(codes(withNotice({ type: 'wait', days: 1, next: 'nirvana' }))).toContain(
      'error missing_node /nodes/notice/next',
    )
    expect(codes(withNotice({ type: 'jump', to: 'constructor' }))).toContain(
      'error missing_node /nodes/notice/to',
    )
    expect(codes(withNodes({}, 'nowhere'))[0]).toBe('error missing_node /entry/next')
  })

  it('must lead to every node', () => {
    expect(codes(withNodes({ island: { type: 'exit' } }))).toEqual(['error unreachable /nodes/island'])
  })

  it('may go round only where time passes, at least a minute each time', () => {
    const loop = (back: JourneyGraphInput['nodes'][string]) =>
      codes(
        withNodes({
          notice: { type: 'message', channel: 'sms', template: 'notice', next: 'back' },
          back,
        }),
      ).filter((code) => code.includes('endless_loop'))
    const endless = ['error endless_loop /nodes/notice']
    const half = (next: string) => ({ percent: 50, next })
    expect(loop({ type: 'split', branches: [half('notice'), half('saved')] })).toEqual(endless)
    expect(loop({ type: 'jump', to: 'notice' })).toEqual(endless)
    expect(loop({ type: 'wait', minutes: 0.01, next: 'notice' })).toEqual(endless)
    expect(loop({ type: 'wait_until', date: '2026-12-01', at: '09:00', next: 'notice' })).toEqual(endless)
    expect(loop({ type: 'wait_until', at: '09:00', next: 'notice' })).toEqual([])
    expect(loop({ type: 'wait', minutes: 1, next: 'notice' })).toEqual([])
    expect(loop({ type: 'goal', condition: { event: 'x' }, withinDays: 1, next: 'notice' })).toEqual([])
  })

  it('name all nodes of a loop, in both languages', () => {
    const [problem] = problems(
      withNodes({ notice: { type: 'jump', to: 'hop' }, hop: { type: 'jump', to: 'notice' } }),
    ).filter(({ code }) => code === 'endless_loop')
    expect(problem).toMatchObject({ node: 'notice', fix: { 'zh-CN': expect.stringContaining('一分钟') } })
    expect(problem?.message.en).toMatch(/\((notice, hop|hop, notice)\)/)
  })

  it('should end, be taken and reach the goal', () => {
    expect(codes(withNodes({ done: { type: 'wait', days: 1, next: 'saved' } }))).toEqual([
      'warning never_ends /nodes/keep_out',
    ])
    expect(
      codes({ ...withNodes({ done: { type: 'wait', days: 1, next: 'saved' } }), exitWhen: [{ event: 'x' }] }),
    ).toEqual([])
    const split = withNotice({
      type: 'split',
      branches: [
        { percent: 0, next: 'saved' },
        { percent: 100, next: 'done' },
      ],
    })
    expect(codes(split)).toEqual([
      'warning never_taken /nodes/notice/branches/0/next',
      'warning goal_never_reached /nodes/saved',
    ])
  })
})

describe('what nodes refer to', () => {
  it('must exist and fit: templates, segments, tags, journeys', () => {
    expect(
      codes(withNotice({ type: 'message', channel: 'email', template: 'notice', next: 'saved' })),
    ).toEqual(['error wrong_channel /nodes/notice/template'])
    expect(codes(withNotice({ type: 'message', channel: 'sms', template: 'none', next: 'saved' }))).toEqual([
      'error missing_template /nodes/notice/template',
    ])
    expect(codes(withEntry({ segment: 'ghosts', next: 'keep_out' }))).toEqual([
      'error missing_segment /entry/segment',
    ])
    expect(codes(withEntry({ segment: 'new_ones', next: 'keep_out' }))).toEqual([
      'warning segment_empty /entry/segment',
    ])
    const tag = (key: string, value: string | number | null) =>
      codes(withNotice({ type: 'set_tag', tag: key, value, next: 'saved' }))
    expect(tag('mood', 'good')).toEqual([])
    expect(tag('mood', null)).toEqual([])
    expect(tag('mood', 3)).toEqual(['error tag_value /nodes/notice/value'])
    expect(tag('call_back', '2026-02-30')).toEqual(['error tag_value /nodes/notice/value'])
    expect(tag('aum', 3)).toEqual(['error tag_not_manual /nodes/notice/tag'])
    expect(tag('ghost', 3)).toEqual(['error missing_tag /nodes/notice/tag'])
    const endpoint = (key: string) => codes(withNotice({ type: 'webhook', endpoint: key, next: 'saved' }))
    expect(endpoint('crm')).toEqual([])
    expect(endpoint('ghost')).toEqual(['error missing_endpoint /nodes/notice/endpoint'])
    expect(codes(withEntry({ type: 'journey', journey: 'ghosts', at: 'goal', next: 'keep_out' }))).toEqual([
      'error missing_journey /entry/journey',
    ])
  })

  it('checks rules wherever they stand, down to the wrong place', () => {
    const rule = { all: [{ tag: 'ghost', op: 'gt', value: 1 }] }
    const graph = withNotice({ type: 'rule_split', branches: [{ rule, next: 'saved' }], otherwise: 'done' })
    expect(
      codes({ ...graph, entry: { ...graph.entry, rule }, exitWhen: [{ event: 'x' }, { rule }] }),
    ).toEqual([
      'error rule /entry/rule/all/0/tag',
      'error rule /exitWhen/1/rule/all/0/tag',
      'error rule /nodes/notice/branches/0/rule/all/0/tag',
    ])
  })

  it('wants a template for every channel of a route, and none besides', () => {
    const route = (more: object) =>
      codes(withNotice({ type: 'message', route: { channels: ['sms', 'email'] }, next: 'saved', ...more }))
    expect(route({ templates: { sms: 'notice', email: 'letter' } })).toEqual([])
    expect(route({ templates: { sms: 'notice' } })).toEqual(['error route /nodes/notice/route/channels/1'])
    expect(route({ templates: { sms: 'notice', email: 'notice', push: 'x' } })).toEqual([
      'error route /nodes/notice/templates/push',
      'error wrong_channel /nodes/notice/templates/email',
    ])
    expect(
      route({
        route: { channels: ['sms'] },
        templates: { sms: 'notice' },
        fallback: { on: ['failed'], afterHours: 2 },
      }),
    ).toEqual(['error fallback /nodes/notice/fallback'])
  })

  it('wants shares that add up and waits that take time', () => {
    const split = (...shares: number[]) =>
      codes(withNotice({ type: 'split', branches: shares.map((percent) => ({ percent, next: 'saved' })) }))
    expect(split(50, 49)).toEqual(['error shares /nodes/notice/branches'])
    expect(split(33.33, 33.33, 33.34)).toEqual([])
    expect(codes(withNotice({ type: 'wait', next: 'saved' }))).toEqual(['error no_time /nodes/notice'])
    expect(codes(withNotice({ type: 'wait', days: 3660, hours: 1, next: 'saved' }))).toEqual([
      'error too_long /nodes/notice',
    ])
    const event = {
      type: 'wait_for_event',
      condition: { event: 'x' },
      next: 'saved',
      timeout: 'done',
    } as const
    expect(codes(withNotice(event))).toEqual(['error no_time /nodes/notice'])
    expect(codes(withNotice({ ...event, withinDays: 1, withinHours: 1 }))).toEqual([
      'error no_time /nodes/notice',
    ])
    expect(codes(withNotice({ ...event, withinHours: 1 }))).toEqual([])
    const until = { type: 'wait_until', at: '09:00', next: 'saved' } as const
    expect(codes(withNotice({ ...until, date: '2026-10-01' }))).toEqual(['warning over /nodes/notice/date'])
    expect(codes(withNotice({ ...until, yearly: true, offsetDays: 1 }))).toEqual([
      'error conflicting_times /nodes/notice/yearly',
      'error conflicting_times /nodes/notice/offsetDays',
    ])
    expect(
      codes(withNotice({ ...until, date: { attribute: 'birth_date' }, yearly: true, weekdays: [1] })),
    ).toEqual(['error conflicting_times /nodes/notice/weekdays'])
    expect(codes(withNotice({ ...until, date: { tag: 'aum' } }))).toEqual([
      'error tag_not_date /nodes/notice/date/tag',
    ])
  })
})

describe('who comes in', () => {
  it('must be limited when customers may come again and again', () => {
    const again = { allow: 'always' } as const
    const entry = { type: 'event', event: 'login', next: 'keep_out' } as const
    const unbounded = ['error unbounded_audience /entry']
    expect(codes(withEntry({ ...entry, reentry: again }))).toEqual(unbounded)
    expect(codes(withEntry({ type: 'api', next: 'keep_out', reentry: again }))).toEqual(unbounded)
    expect(codes(withEntry(entry))).toEqual([])
    expect(codes(withEntry({ ...entry, reentry: { ...again, afterDays: 7 } }))).toEqual([])
    expect(codes(withEntry({ ...entry, reentry: again, entryCap: { perDay: 1000 } }))).toEqual([])
    expect(codes(withEntry({ ...entry, reentry: again, rule: { segment: 'savers' } }))).toEqual([])
    expect(codes(withEntry({ segment: 'savers', next: 'keep_out', reentry: again }))).toEqual([])
  })

  it('cannot wait for a journey that waits for this one', () => {
    expect(codes(withEntry({ type: 'journey', journey: 'other', at: 'entered', next: 'keep_out' }))).toEqual([
      'error journey_circle /entry/journey',
    ])
    expect(codes(withEntry({ type: 'journey', journey: 'own', at: 'exit', next: 'keep_out' }))).toEqual([
      'error journey_circle /entry/journey',
    ])
    expect(codes(withEntry({ type: 'journey', journey: 'drawn', at: 'exit', next: 'keep_out' }))).toEqual([])
  })

  it('needs a time in which they can', () => {
    const period = (startsAt: string, endsAt: string) => codes({ ...good, startsAt, endsAt })
    expect(period('2026-12-01T00:00:00+08:00', '2026-12-01T00:00:00+08:00')).toEqual(['error period /endsAt'])
    expect(period('2026-01-01T00:00:00Z', '2026-10-01T00:00:00Z')).toEqual(['warning over /endsAt'])
  })
})

describe('the holdout', () => {
  it('should come before contacts, have something to measure, and be one share bank-wide', () => {
    const graph = withNodes(
      {
        keep_out: { type: 'holdout', scope: 'global', percent: 10, next: 'done' },
        notice: { type: 'message', channel: 'sms', template: 'notice', next: 'keep_out' },
      },
      'notice',
    )
    const { saved: _, ...nodes } = graph.nodes
    expect(codes({ ...graph, nodes })).toEqual([
      'warning holdout_after_contact /nodes/keep_out',
      'warning nothing_measured /nodes/keep_out',
      'warning global_holdout /nodes/keep_out/percent',
    ])
  })
})

describe('what is no graph', () => {
  it('is described place by place in both languages', () => {
    const { problems: found = [] } = readGraph({
      entry: { segment: 'savers', next: 'a' },
      nodes: {
        a: { type: 'wait', days: 'many', next: 'a' },
        b: { type: 'message', next: 'a' },
        c: { type: 'fly' },
      },
    })
    expect(found.map(({ node, path }) => [node, path])).toEqual([
      ['a', '/nodes/a/days'],
      ['b', '/nodes/b'],
      ['c', '/nodes/c/type'],
    ])
    expect(found[0]?.message['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
    expect(readGraph(null).problems).toHaveLength(1)
  })
})
