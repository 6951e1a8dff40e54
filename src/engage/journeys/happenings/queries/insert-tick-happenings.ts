import { literal } from '../../../../platform/clickhouse/literal.ts'
import type { JourneyGraph } from '../../schema.ts'
import { insertEventsSql, missingSql, ofJourney } from './insert-events.ts'

/** Ticks of one journey whose happenings are written together. */
export interface Stretch {
  readonly journey: { readonly id: number; readonly key: string }
  readonly graphs: ReadonlyMap<number, JourneyGraph>
  /** Ticks after this one, up to `through`. */
  readonly after: number
  readonly through: number
  readonly from: Date
  readonly to: Date
  readonly block: string
  /** Some of the events may be there already: write only those that are missing. */
  readonly again: boolean
}

const keyOf = (stretches: readonly Stretch[]): string =>
  ofJourney(
    stretches,
    stretches.map(({ journey }) => journey.key),
    'String',
  )

const spanOf = (stretches: readonly Stretch[]): { from: Date; to: Date } => ({
  from: new Date(Math.min(...stretches.map(({ from }) => from.getTime()))),
  to: new Date(Math.max(...stretches.map(({ to }) => to.getTime()))),
})

/** The rows of these ticks. Journey and tick as pairs find the few granules of a large journey that hold them. */
function ofTicks(stretches: readonly Stretch[]): string {
  const { from, to } = spanOf(stretches)
  const ticks = stretches.flatMap(({ journey, after, through }) =>
    Array.from({ length: through - after }, (_, index) => [journey.id, after + index + 1]),
  )
  return `(journey, tick) IN ${literal(ticks, 'Array(Tuple(UInt32, UInt32))')}
          AND at BETWEEN ${literal(from, 'DateTime64(3)')} AND ${literal(to, 'DateTime64(3)')}`
}

function missingOf(stretches: readonly Stretch[], names: string): string {
  const { from, to } = spanOf(stretches)
  return stretches.some(({ again }) => again) ? missingSql(names, from, to) : ''
}

/** What steps mean: one step can be two happenings, such as a branch that leads straight to an exit. */
export function insertStepHappenings(stretches: readonly Stretch[], now: Date): string {
  const branches = stretches.flatMap(branchesOf)
  const arm = `transform(concat(toString(journey), ' ', toString(version), ' ', origin, ' ', node), ${literal(
    branches.map(([edge]) => edge),
    'Array(String)',
  )}, ${literal(
    branches.map(([, number]) => number),
    'Array(Int32)',
  )}, -2)`
  return insertEventsSql(
    `
      SELECT journey, at, customer, name,
             concat('journey ', toString(journey), ' ', toString(tick), ' ', name, ' ', origin, ' ', node, ' ', toString(customer), ' ', toString(passage)) AS message_id,
             map('journey', ${keyOf(stretches)}, 'version', toString(version),
                 'node', if(name = '$journey_branched', toString(origin), toString(node)),
                 'arm', multiIf(name = '$journey_held_out', '-1', name = '$journey_branched', toString(arm), ''),
                 'reason', if(name = '$journey_exited' AND startsWith(node, '$'), substring(toString(node), 2), '')) AS properties
      FROM (SELECT *, ${arm} AS arm FROM journey_step WHERE ${ofTicks(stretches)})
      ARRAY JOIN arrayFilter(name -> name != '', [
        if(origin = '', '$journey_entered', ''),
        if(arm >= 0, '$journey_branched', ''),
        multiIf(node = '$holdout', '$journey_held_out', node = '$goal', '$journey_goal', ended = 1, '$journey_exited', '')
      ]) AS name`,
    stretches,
    now,
    missingOf(stretches, '$journey_'),
  )
}

/** The branches of a journey's splits: the edge as the statement spells it, and the number of the arm. */
function branchesOf({ journey, graphs }: Stretch): [string, number][] {
  return [...graphs].flatMap(([version, { nodes }]) =>
    Object.entries(nodes).flatMap(([id, node]) => {
      if (node.type !== 'split' && node.type !== 'rule_split') return []
      const arms = node.branches.map(({ next }) => next)
      if (node.type === 'rule_split') arms.push(node.otherwise)
      return arms.map((next, arm): [string, number] => [`${journey.id} ${version} ${id} ${next}`, arm])
    }),
  )
}

/** What the gate said about the contacts of these ticks. */
export function insertTouchHappenings(stretches: readonly Stretch[], now: Date): string {
  return insertEventsSql(
    `
      SELECT journey, at, customer, concat('$touch_', toString(outcome)) AS name,
             concat('touch ', toString(touch), ' ', toString(outcome), ' ', toString(tick)) AS message_id,
             map('journey', ${keyOf(stretches)}, 'version', toString(version), 'node', toString(node),
                 'channel', toString(channel), 'template', toString(template), 'reason', toString(reason)) AS properties
      FROM touch
      WHERE ${ofTicks(stretches)}`,
    stretches,
    now,
    missingOf(stretches, '$touch_'),
  )
}
