import { describe, expect, it } from 'vitest'
import { journeyGraph, type JourneyGraphInput } from './schema.ts'
import { graphProblems } from './validate-graph.ts'

const known = { segments: new Set(['savers']), templates: new Map([['notice', 'sms']]) }
const problems = (graph: JourneyGraphInput) => graphProblems(journeyGraph.parse(graph), known)

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

describe('the graph of a journey', () => {
  it('accepts a sound graph', () => {
    expect(problems(good)).toEqual([])
  })

  it('points at a node that leads nowhere', () => {
    expect(problems(withNodes({ notice: { type: 'wait', days: 1, next: 'nirvana' } }))).toContainEqual({
      path: '/nodes/notice',
      message: 'leads to "nirvana", which is not a node',
    })
  })

  it('points at a node that nobody can reach', () => {
    expect(problems(withNodes({ island: { type: 'exit' } })).map((problem) => problem.path)).toEqual([
      '/nodes/island',
    ])
  })

  it('refuses an entry into a node that does not exist', () => {
    expect(problems(withNodes({}, 'nowhere'))[0]?.path).toBe('/entry/next')
  })

  it('refuses a loop without a wait and allows one with a wait', () => {
    const loop = (back: JourneyGraphInput['nodes'][string]) =>
      problems(
        withNodes({ notice: { type: 'message', channel: 'sms', template: 'notice', next: 'back' }, back }),
      )
    const messages = (list: { message: string }[]) => list.filter((p) => p.message.includes('loop'))
    expect(
      messages(
        loop({
          type: 'split',
          branches: [
            { percent: 50, next: 'notice' },
            { percent: 50, next: 'saved' },
          ],
        }),
      ),
    ).toHaveLength(1)
    expect(
      messages(loop({ type: 'goal', condition: { event: 'x' }, withinDays: 1, next: 'notice' })),
    ).toHaveLength(0)
  })

  it('refuses templates and segments that do not exist, and templates of another channel', () => {
    const wrong = withNodes({
      notice: { type: 'message', channel: 'email', template: 'notice', next: 'saved' },
    })
    expect(problems(wrong)[0]?.message).toContain('written for sms')
    const missing = withNodes({
      notice: { type: 'message', channel: 'sms', template: 'nothing', next: 'saved' },
    })
    expect(problems(missing)[0]).toEqual({ path: '/nodes/notice', message: 'there is no template "nothing"' })
    const segment = { ...good, entry: { ...good.entry, segment: 'ghosts' } }
    expect(problems(segment)[0]?.path).toBe('/entry/segment')
  })

  it('refuses shares that do not add up and waits without time', () => {
    const split = withNodes({
      notice: {
        type: 'split',
        branches: [
          { percent: 50, next: 'saved' },
          { percent: 49, next: 'done' },
        ],
      },
    })
    expect(problems(split)[0]?.message).toContain('99 %')
    expect(problems(withNodes({ notice: { type: 'wait', next: 'saved' } }))[0]?.message).toContain('no time')
  })
})
