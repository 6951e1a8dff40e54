import { literal } from '../../../../platform/clickhouse/literal.ts'
import { insertEventsSql, missingSql, ofJourney } from './insert-events.ts'

interface AskedReceipts {
  readonly journey: { readonly id: number; readonly key: string; readonly committed: number }
  /** Receipts that are later by either clock; null: all. */
  readonly after: { readonly at: Date; readonly stored: Date } | null
}

/** Receipts of journeys that may be new. */
function candidatesSql(asked: readonly AskedReceipts[], now: Date): string {
  const ids = literal(
    asked.map(({ journey }) => journey.id),
    'Array(UInt32)',
  )
  const later = (column: string, after: (one: AskedReceipts) => Date | undefined): string =>
    `toUnixTimestamp64Milli(${column}) > ${ofJourney(
      asked,
      asked.map((one) => after(one)?.getTime() ?? -1),
      'Int64',
    )}`
  return `journey IN ${ids} AND at <= ${literal(now, 'DateTime64(3)')}
          AND (${later('at', ({ after }) => after?.at)} OR ${later('stored', ({ after }) => after?.stored)})`
}

/** `SELECT journey, from, to, store`: of what time they are, and what time it is in the store. */
export function countReceiptsSql(asked: readonly AskedReceipts[], now: Date): string {
  return `
    SELECT journey, toString(min(at)) AS from, toString(max(at)) AS to, toString(now64(3)) AS store
    FROM touch_receipt
    WHERE ${candidatesSql(asked, now)}
    GROUP BY journey`
}

/**
 * What became of contacts. A receipt that came twice is written once; clicks of short links are events already.
 * @param before events since then may be the same ones
 */
export function insertReceiptHappenings(
  stretches: readonly (AskedReceipts & { readonly block: string; readonly to: Date })[],
  now: Date,
  before: Date,
): string {
  const candidates = candidatesSql(stretches, now)
  const each = (values: readonly (string | number)[], type: 'String' | 'UInt32'): string =>
    ofJourney(stretches, values, type)
  const ids = literal(
    stretches.map(({ journey }) => journey.id),
    'Array(UInt32)',
  )
  const key = each(
    stretches.map(({ journey }) => journey.key),
    'String',
  )
  const committed = each(
    stretches.map(({ journey }) => journey.committed),
    'UInt32',
  )
  const to = new Date(Math.max(...stretches.map((one) => one.to.getTime())))
  return insertEventsSql(
    `
      SELECT came.own AS journey, came.first_at AS at, came.whose AS customer, concat('$touch_', came.status) AS name,
             concat('receipt ', toString(came.touch), ' ', came.status) AS message_id,
             map('journey', ${key}, 'version', toString(made.version), 'node', made.node,
                 'channel', made.channel, 'template', made.template, 'reason', came.reason) AS properties
      FROM (
        SELECT touch, toString(status) AS status, any(journey) AS own, min(at) AS first_at, any(customer) AS whose,
               if(status = 'failed', any(detail), '') AS reason
        FROM touch_receipt WHERE ${candidates} AND status IN ('sent', 'failed', 'delivered', 'opened', 'clicked')
          AND NOT (status = 'clicked' AND provider = 'link')
        GROUP BY touch, status
      ) AS came
      LEFT JOIN (
        SELECT touch, any(version) AS version, any(toString(node)) AS node, any(toString(channel)) AS channel,
               any(toString(template)) AS template
        FROM touch
        WHERE journey IN ${ids} AND tick <= ${committed}
          AND customer IN (SELECT customer FROM touch_receipt WHERE ${candidates})
        GROUP BY touch
      ) AS made ON came.touch = made.touch`,
    stretches,
    now,
    missingSql('$touch_', before, to),
  )
}
