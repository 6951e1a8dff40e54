import { expect, it } from 'vitest'
import { compareGraphs } from './compare-graphs.ts'

const before = {
  entry: { type: 'segment', segment: 'savers', next: 'rest' },
  priority: 50,
  nodes: {
    rest: { type: 'wait', days: 3, next: 'ask' },
    ask: {
      type: 'split',
      branches: [
        { percent: 50, next: 'done' },
        { percent: 50, next: 'old' },
      ],
    },
    old: { type: 'exit' },
    done: { type: 'exit' },
  },
  layout: { rest: { x: 1, y: 1 } },
}

it('says which nodes, fields, edges and settings changed, and not where they are drawn', () => {
  const after = {
    entry: { ...before.entry, segment: 'spenders' },
    exitWhen: [{ event: 'left' }],
    nodes: {
      rest: { type: 'wait', days: 5, label: 'a rest', next: 'ask' },
      ask: {
        type: 'split',
        branches: [
          { percent: 50, next: 'done' },
          { percent: 50, next: 'fresh' },
        ],
      },
      fresh: { type: 'exit' },
      done: { type: 'exit' },
    },
    layout: { rest: { x: 2, y: 2 } },
  }
  expect(compareGraphs(before, after)).toEqual({
    same: false,
    added: [{ node: 'fresh', type: 'exit' }],
    removed: [{ node: 'old', type: 'exit' }],
    changed: [
      {
        node: 'rest',
        type: 'wait',
        fields: [
          { path: '/days', before: 3, after: 5 },
          { path: '/label', after: 'a rest' },
        ],
      },
      {
        node: 'ask',
        type: 'split',
        fields: [{ path: '/branches', before: before.nodes.ask.branches, after: after.nodes.ask.branches }],
      },
    ],
    edgesAdded: [{ from: 'ask', to: 'fresh' }],
    edgesRemoved: [{ from: 'ask', to: 'old' }],
    entry: [{ path: '/segment', before: 'savers', after: 'spenders' }],
    settings: [
      { path: '/priority', before: 50 },
      { path: '/exitWhen', after: [{ event: 'left' }] },
    ],
  })
})

it('is the same when only the drawing changed', () => {
  expect(compareGraphs(before, { ...before, layout: {} }).same).toBe(true)
})

it('reads drafts that nobody finished', () => {
  const unfinished = { entry: {}, nodes: { constructor: { type: 'wait' } } }
  expect(compareGraphs(unfinished, before)).toMatchObject({
    removed: [{ node: 'constructor', type: 'wait' }],
    edgesAdded: expect.arrayContaining([{ from: '$entry', to: 'rest' }]),
  })
})
