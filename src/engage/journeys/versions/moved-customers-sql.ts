import { literal } from '../../../platform/clickhouse/literal.ts'
import { type Arrival, behaviourOf } from '../nodes/index.ts'
import type { Node } from '../schema.ts'

const text = (value: string): string => literal(value, 'String')

/** Customers at one node of the old version, and where they go. */
export interface Relocation {
  readonly from: string
  readonly before: Node
  readonly to: string
  /** Undefined: they leave the journey. */
  readonly after: Node | undefined
  /** `SELECT customer, passage, at, wake, tick`. */
  readonly standing: string
}

/** Milliseconds that everybody stays at a node, where it is as simple as that. */
function plainDelay(node: Node): number | undefined {
  const { delay, wakeAt, ownWakes } = behaviourOf(node)
  return wakeAt || ownWakes || delay === 0 ? undefined : delay
}

/**
 * When they are ready at the new node. Time already spent at a node of the same type counts: who had waited 20 of 30
 * days waits 10 more of the new node's 30, or goes on at once if it asks for less.
 */
function wakeSql({ before, after }: Relocation, arrival: Arrival): string {
  const now = literal(arrival.now, 'DateTime64(3)')
  if (!after) return now
  const [spent, stay] = [plainDelay(before), plainDelay(after)]
  if (before.type === after.type && spent !== undefined && stay !== undefined)
    return `greatest(${now}, addMilliseconds(wake, ${stay - spent}))`
  const { delay, wakeAt } = behaviourOf(after)
  return wakeAt ? literal(wakeAt(arrival), 'DateTime64(3)') : `addMilliseconds(${now}, ${delay})`
}

/** One statement takes everybody from their nodes of one version to those of another. */
export function insertRelocationsSql(
  step: { readonly journey: number; readonly tick: number; readonly version: number },
  relocations: readonly Relocation[],
  arrival: Arrival,
): string {
  const people = relocations.map((one) => {
    const ended = one.after === undefined || one.after.type === 'exit'
    return `
    SELECT ${text(one.to)} AS target, ${text(one.from)} AS source, customer, passage, ${wakeSql(one, arrival)} AS ready,
           ${Number(ended)} AS over
    FROM (${one.standing})`
  })
  return `
    INSERT INTO journey_step (journey, version, tick, node, origin, customer, passage, at, wake, ended)
    SELECT ${step.journey}, ${step.version}, ${step.tick}, target, source, customer, passage,
           ${literal(arrival.now, 'DateTime64(3)')}, ready, over
    FROM (${people.join('\n    UNION ALL')})`
}
