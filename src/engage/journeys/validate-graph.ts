import type { ErrorDetail } from '../../platform/errors.ts'
import { behaviourOf, messageChoices } from './nodes/index.ts'
import { type JourneyGraph, type Node, terminals } from './schema.ts'

/** What the graph refers to and must exist. */
export interface KnownDefinitions {
  readonly segments: ReadonlySet<string>
  /** Template key → channel. */
  readonly templates: ReadonlyMap<string, string>
}

const isTerminal = (id: string): boolean => terminals.some((terminal) => terminal === id)

/** Everything wrong with a graph; each problem points at its node. */
export function graphProblems(graph: JourneyGraph, known: KnownDefinitions): ErrorDetail[] {
  return [
    ...danglingProblems(graph),
    ...reachabilityProblems(graph),
    ...loopProblems(graph),
    ...referenceProblems(graph, known),
  ]
}

function targetsOf(graph: JourneyGraph, id: string): string[] {
  const node = graph.nodes[id]
  return node ? behaviourOf(node).targets.filter((target) => !isTerminal(target)) : []
}

function danglingProblems(graph: JourneyGraph): ErrorDetail[] {
  const problems: ErrorDetail[] = []
  if (!graph.nodes[graph.entry.next]) {
    problems.push({ path: '/entry/next', message: `there is no node "${graph.entry.next}" to start at` })
  }
  for (const id of Object.keys(graph.nodes)) {
    for (const target of targetsOf(graph, id)) {
      if (!graph.nodes[target]) {
        problems.push({ path: `/nodes/${id}`, message: `leads to "${target}", which is not a node` })
      }
    }
  }
  return problems
}

function reachabilityProblems(graph: JourneyGraph): ErrorDetail[] {
  const reached = new Set<string>()
  const queue = [graph.entry.next]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    queue.push(...targetsOf(graph, id))
  }
  return Object.keys(graph.nodes)
    .filter((id) => !reached.has(id))
    .map((id) => ({
      path: `/nodes/${id}`,
      message: 'no customer can get here: no path leads from the entry to it',
    }))
}

const takesTime = (node: Node): boolean => {
  const { delay, wakeAt } = behaviourOf(node)
  return delay > 0 || wakeAt !== undefined
}

/** A loop must contain a node that takes time, or a tick would never end. */
function loopProblems(graph: JourneyGraph): ErrorDetail[] {
  const state = new Map<string, 'open' | 'done'>()
  const looping = new Set<string>()
  const visit = (id: string): void => {
    const node = graph.nodes[id]
    if (!node || takesTime(node) || state.get(id) === 'done') return
    if (state.get(id) === 'open') {
      looping.add(id)
      return
    }
    state.set(id, 'open')
    for (const target of targetsOf(graph, id)) visit(target)
    state.set(id, 'done')
  }
  for (const id of Object.keys(graph.nodes)) visit(id)
  return [...looping].map((id) => ({
    path: `/nodes/${id}`,
    message: 'is in a loop without a wait: customers would go round it without end',
  }))
}

function referenceProblems(graph: JourneyGraph, known: KnownDefinitions): ErrorDetail[] {
  const problems: ErrorDetail[] = []
  if (graph.entry.type === 'segment' && !known.segments.has(graph.entry.segment)) {
    problems.push({ path: '/entry/segment', message: `there is no segment "${graph.entry.segment}"` })
  }
  for (const [id, node] of Object.entries(graph.nodes)) {
    const path = `/nodes/${id}`
    if (node.type === 'wait' && behaviourOf(node).delay === 0) {
      problems.push({ path, message: 'waits for no time: give `days` or `hours`' })
    }
    if (node.type === 'split') {
      const total = node.branches.reduce((sum, branch) => sum + branch.percent, 0)
      if (Math.abs(total - 100) > 1e-6) {
        problems.push({ path, message: `shares add up to ${total} %, not to 100 %` })
      }
    }
    for (const choice of node.type === 'message' ? messageChoices(node) : []) {
      const channel = known.templates.get(choice.template)
      if (channel === undefined) problems.push({ path, message: `there is no template "${choice.template}"` })
      else if (channel !== choice.channel) {
        problems.push({
          path,
          message: `sends by ${choice.channel}, but the template "${choice.template}" is written for ${channel}`,
        })
      }
    }
  }
  return problems
}
