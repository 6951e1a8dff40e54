import type { GraphNode, NodeType } from './graph.ts'

/** A node as it comes from the palette: everything that has a sensible beginning is filled in. */
export function newNode(type: NodeType): GraphNode {
  switch (type) {
    case 'wait':
      return { type, days: 1 }
    case 'wait_until':
      return { type, at: '10:00', tradingDay: true }
    case 'wait_for_event':
      return { type, withinDays: 3 }
    case 'rule_split':
      return { type, branches: [{}] }
    case 'split':
      return { type, branches: [{ percent: 50 }, { percent: 50 }] }
    case 'holdout':
      return { type, percent: 10 }
    case 'goal':
      return { type, withinDays: 30 }
    case 'lead':
      return { type, dueDays: 3 }
    default:
      return { type }
  }
}

/** An id that no other node has: `wait`, `wait_2`, … */
export function freeId(wished: string, taken: (id: string) => boolean): string {
  const stem = wished.replace(/_\d+$/, '').slice(0, 56)
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? stem : `${stem}_${number}`
    if (!taken(id)) return id
  }
}
