import { literal } from '../../../../platform/clickhouse/literal.ts'

/** A value of each journey, as an SQL expression over the column `journey`. */
export function ofJourney(
  stretches: readonly { readonly journey: { readonly id: number } }[],
  values: readonly (string | number)[],
  type: 'String' | 'Int64' | 'UInt32' | 'UInt64',
): string {
  const ids = literal(
    stretches.map(({ journey }) => journey.id),
    'Array(UInt32)',
  )
  const missing = type === 'String' ? `''` : `to${type}(0)`
  return `transform(journey, ${ids}, ${literal([...values], `Array(${type})`)}, ${missing})`
}

/** Rows `journey, at, name, customer, message_id, properties` as events, each in the block of its journey. */
export function insertEventsSql(
  rows: string,
  stretches: readonly { readonly journey: { readonly id: number }; readonly block: string }[],
  now: Date,
  missing: string,
): string {
  const block = ofJourney(
    stretches,
    stretches.map((one) => one.block),
    'UInt64',
  )
  return `
    INSERT INTO event (at, received, name, kind, customer, source, channel, message_id, properties, block)
    SELECT at, ${literal(now, 'DateTime64(3)')}, name, 'track', customer, 0, 'journey', message_id,
           CAST(mapFilter((key, value) -> value != '', properties) AS Map(LowCardinality(String), String)), ${block}
    FROM (${rows})
    ${missing}`
}

/** Leaves out what is an event already. The names and the span of time keep other events out of the comparison. */
export function missingSql(names: string, from: Date, to: Date): string {
  return `WHERE sipHash128(message_id) NOT IN (
      SELECT sipHash128(message_id) FROM event
      WHERE startsWith(name, ${literal(names, 'String')}) AND at BETWEEN ${literal(from, 'DateTime64(3)')} AND ${literal(to, 'DateTime64(3)')}
        AND channel = 'journey')`
}
