import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../../platform/clickhouse/literal.ts'
import type { MoveContext, NodeBehaviour } from '../../nodes/index.ts'

const columns = '(journey, version, tick, node, origin, customer, at, wake)'

/**
 * One statement moves every customer who leaves a node.
 * @param delays milliseconds that customers stay at each target
 */
export function insertStepsSql(
  context: MoveContext,
  behaviour: NodeBehaviour,
  delays: ReadonlyMap<string, number>,
): string {
  const now = literal(context.now, 'DateTime64(3)')
  const delay = `transform(target, ${literal([...delays.keys()], 'Array(String)')},
    ${literal([...delays.values()], 'Array(Int64)')}, toInt64(0))`
  const node = literal(context.node, 'String')
  const later = `addMilliseconds(${now}, ${delay})`
  return `
    INSERT INTO journey_step ${columns}
    SELECT ${context.journey.id}, ${context.version}, ${context.tick}, target, ${node}, customer,
           ${now}, ${behaviour.ownWakes ? `if(target = ${node}, wake, ${later})` : later}
    FROM (${behaviour.move(context)})`
}

/** One statement lets in every member of a segment snapshot who was never in the journey. */
export function insertEntrantsSql(entry: {
  journey: number
  version: number
  tick: number
  now: Date
  segment: number
  snapshot: number
  node: string
  delay: number
  /** Every node at which any version lets customers in. */
  entryNodes: readonly string[]
}): string {
  const now = literal(entry.now, 'DateTime64(3)')
  return `
    INSERT INTO journey_step ${columns}
    SELECT ${entry.journey}, ${entry.version}, ${entry.tick}, ${literal(entry.node, 'String')}, '', customer,
           ${now}, addMilliseconds(${now}, ${entry.delay})
    FROM (
      SELECT arrayJoin(bitmapToArray(bitmapAndnot(
        (SELECT groupBitmapState(customer) FROM segment_member
         WHERE segment = ${entry.segment} AND version = ${entry.snapshot}),
        (SELECT groupBitmapState(${canonical('customer')}) FROM journey_step
         WHERE journey = ${entry.journey} AND node IN ${literal(entry.entryNodes, 'Array(String)')}
           AND origin = '' AND tick < ${entry.tick})))) AS customer
    )`
}
