import type { Journey } from '../../api/journeys.ts'

type Graph = Journey['graph']

/** A node as the canvas shows it; `detail` fills the sentence of its type. */
export interface Step {
  readonly id: string
  readonly type: Graph['nodes'][string]['type'] | 'entry' | 'heldOut' | 'converted'
  readonly detail: Readonly<Record<string, string | number>>
  readonly last: boolean
}

export function stepsOf(graph: Graph): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>()
  const add = (id: string, type: Step['type'], detail: Step['detail'], last = false) =>
    steps.set(id, { id, type, detail, last })
  add('$entry', 'entry', { segment: graph.entry.segment })
  for (const [id, node] of Object.entries(graph.nodes)) {
    switch (node.type) {
      case 'holdout':
        add(id, node.type, { percent: node.percent })
        add('$holdout', 'heldOut', {}, true)
        break
      case 'wait':
        add(id, node.type, { days: node.days ?? 0, hours: node.hours ?? 0 })
        break
      case 'message':
        add(id, node.type, { channel: node.channel, template: node.template })
        break
      case 'split':
        add(id, node.type, { parts: node.branches.map((branch) => `${branch.percent}%`).join(' / ') })
        break
      case 'goal':
        add(id, node.type, { days: node.withinDays, condition: conditionOf(node.condition) })
        add('$goal', 'converted', {}, true)
        break
      case 'exit':
        add(id, node.type, {}, true)
        break
    }
  }
  return steps
}

type Condition = Extract<Graph['nodes'][string], { type: 'goal' }>['condition']

function conditionOf(condition: Condition): string {
  if ('event' in condition) return condition.event
  const { operation, category, direction } = condition.ledger
  return [direction, operation, category].flat().filter(Boolean).join(' ')
}

/** Every way a customer can go, the main one first. */
export function edgesOf(graph: Graph): readonly { from: string; to: string }[] {
  const edges = [{ from: '$entry', to: graph.entry.next }]
  for (const [from, node] of Object.entries(graph.nodes)) {
    if (node.type === 'split') edges.push(...node.branches.map(({ next }) => ({ from, to: next })))
    else if (node.type !== 'exit') edges.push({ from, to: node.next })
    if (node.type === 'holdout') edges.push({ from, to: '$holdout' })
    if (node.type === 'goal') edges.push({ from, to: '$goal' })
  }
  return edges
}
