import { literal } from '../../../../platform/clickhouse/literal.ts'
import type { JourneyGraph } from '../../schema.ts'

/** The ticks of one journey whose happenings are written together. */
export interface Stretch {
  readonly journey: { readonly id: number; readonly key: string }
  readonly graphs: ReadonlyMap<number, JourneyGraph>
  /** Ticks after this one, up to `through`. */
  readonly after: number
  readonly through: number
  readonly from: Date
  readonly to: Date
  readonly block: string
  readonly now: Date
  /** Some of the events may be there already: write only those that are missing. */
  readonly again: boolean
}

const text = (value: string): string => literal(value, 'String')
const columns = '(at, received, name, kind, customer, source, channel, message_id, properties, block)'

/** Rows `at, name, customer, message_id, properties` as events. */
function insertSql(rows: string, stretch: Pick<Stretch, 'block' | 'now'>, missing: string): string {
  return `
    INSERT INTO event ${columns}
    SELECT at, ${literal(stretch.now, 'DateTime64(3)')}, name, 'track', customer, 0, 'journey', message_id,
           CAST(mapFilter((key, value) -> value != '', properties) AS Map(LowCardinality(String), String)),
           ${literal(stretch.block, 'UInt64')}
    FROM (${rows})
    ${missing}`
}

/** Leaves out what is an event already. The names and the span of time keep other events out of the comparison. */
function missingSql(names: string, from: Date, to: Date): string {
  return `WHERE sipHash128(message_id) NOT IN (
      SELECT sipHash128(message_id) FROM event
      WHERE startsWith(name, ${text(names)}) AND at BETWEEN ${literal(from, 'DateTime64(3)')} AND ${literal(to, 'DateTime64(3)')}
        AND channel = 'journey')`
}

/** What steps mean: one step can be two happenings, such as a branch that leads straight to an exit. */
export function insertStepHappenings(stretch: Stretch): string {
  const { journey, graphs } = stretch
  const branches: string[] = []
  const arms: number[] = []
  for (const [version, { nodes }] of graphs) {
    for (const [id, node] of Object.entries(nodes)) {
      if (node.type !== 'split' && node.type !== 'rule_split') continue
      for (const [arm, { next }] of node.branches.entries()) {
        branches.push(`${version} ${id} ${next}`)
        arms.push(arm)
      }
      if (node.type === 'rule_split') {
        branches.push(`${version} ${id} ${node.otherwise}`)
        arms.push(node.branches.length)
      }
    }
  }
  const edge = `concat(toString(version), ' ', origin, ' ', node)`
  return insertSql(
    `
      SELECT at, customer, name,
             concat('journey ${journey.id} ', toString(tick), ' ', name, ' ', origin, ' ', node, ' ', toString(customer), ' ', toString(passage)) AS message_id,
             map('journey', ${text(journey.key)}, 'version', toString(version),
                 'node', if(name = '$journey_branched', toString(origin), toString(node)),
                 'arm', multiIf(name = '$journey_held_out', '-1', name = '$journey_branched', toString(arm), ''),
                 'reason', if(name = '$journey_exited' AND startsWith(node, '$'), substring(toString(node), 2), '')) AS properties
      FROM (
        SELECT *, transform(${edge}, ${literal(branches, 'Array(String)')}, ${literal(arms, 'Array(Int32)')}, -2) AS arm
        FROM journey_step
        WHERE journey = ${journey.id} AND tick > ${stretch.after} AND tick <= ${stretch.through}
          AND at BETWEEN ${literal(stretch.from, 'DateTime64(3)')} AND ${literal(stretch.to, 'DateTime64(3)')}
      )
      ARRAY JOIN arrayFilter(name -> name != '', [
        if(origin = '', '$journey_entered', ''),
        if(arm >= 0, '$journey_branched', ''),
        multiIf(node = '$holdout', '$journey_held_out', node = '$goal', '$journey_goal', ended = 1, '$journey_exited', '')
      ]) AS name`,
    stretch,
    stretch.again ? missingSql('$journey_', stretch.from, stretch.to) : '',
  )
}

/** What the gate said about the contacts of these ticks. */
export function insertTouchHappenings(stretch: Stretch): string {
  const { journey } = stretch
  return insertSql(
    `
      SELECT at, customer, concat('$touch_', toString(outcome)) AS name,
             concat('touch ', toString(touch), ' ', toString(outcome), ' ', toString(tick)) AS message_id,
             map('journey', ${text(journey.key)}, 'version', toString(version), 'node', toString(node),
                 'channel', toString(channel), 'template', toString(template), 'reason', toString(reason)) AS properties
      FROM touch
      WHERE journey = ${journey.id} AND tick > ${stretch.after} AND tick <= ${stretch.through}
        AND at BETWEEN ${literal(stretch.from, 'DateTime64(3)')} AND ${literal(stretch.to, 'DateTime64(3)')}`,
    stretch,
    stretch.again ? missingSql('$touch_', stretch.from, stretch.to) : '',
  )
}

/** Receipts of one journey that may be new. */
export interface ReceiptStretch {
  readonly journey: { readonly id: number; readonly key: string }
  readonly committed: number
  /** SQL condition on touch_receipt. */
  readonly candidates: string
  readonly from: Date
  readonly to: Date
  readonly block: string
  readonly now: Date
}

/** What became of contacts. A receipt that came twice is written once; clicks of short links are events already. */
export function insertReceiptHappenings(stretch: ReceiptStretch): string {
  const { journey, candidates } = stretch
  return insertSql(
    `
      SELECT came.first_at AS at, came.whose AS customer, concat('$touch_', came.status) AS name,
             concat('receipt ', toString(came.touch), ' ', came.status) AS message_id,
             map('journey', ${text(journey.key)}, 'version', toString(made.version), 'node', made.node,
                 'channel', made.channel, 'template', made.template, 'reason', came.reason) AS properties
      FROM (
        SELECT touch, toString(status) AS status, min(at) AS first_at, any(customer) AS whose,
               if(status = 'failed', any(detail), '') AS reason
        FROM touch_receipt WHERE ${candidates} AND status IN ('sent', 'failed', 'delivered', 'opened', 'clicked')
          AND NOT (status = 'clicked' AND provider = 'link')
        GROUP BY touch, status
      ) AS came
      LEFT JOIN (
        SELECT touch, any(version) AS version, any(toString(node)) AS node, any(toString(channel)) AS channel,
               any(toString(template)) AS template
        FROM touch
        WHERE journey = ${journey.id} AND tick <= ${stretch.committed}
          AND customer IN (SELECT customer FROM touch_receipt WHERE ${candidates})
        GROUP BY touch
      ) AS made ON came.touch = made.touch`,
    stretch,
    missingSql('$touch_', stretch.from, stretch.to),
  )
}
