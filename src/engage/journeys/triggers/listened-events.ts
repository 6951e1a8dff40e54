import type { GoalCondition } from '../goal-condition.ts'
import type { JourneyGraph, Node } from '../schema.ts'

const eventOf = (condition: GoalCondition): string[] => ('event' in condition ? [condition.event] : [])

/** The event that lets customers leave a node before they wake. */
export function eventsOfNode(node: Node): string[] {
  return node.type === 'goal' || node.type === 'wait_for_event' ? eventOf(node.condition) : []
}

/** The events that a version of a journey reacts to: its entry, its goals, what its customers wait for, its exits. */
export function listenedEvents(graph: JourneyGraph): Set<string> {
  const { entry, nodes, exitWhen = [] } = graph
  return new Set([
    ...(entry.type === 'event' ? [entry.event] : []),
    ...Object.values(nodes).flatMap(eventsOfNode),
    ...exitWhen.flatMap((condition) => ('rule' in condition ? [] : eventOf(condition))),
  ])
}
