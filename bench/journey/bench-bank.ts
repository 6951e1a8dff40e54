import type { Context } from '../../src/platform/context.ts'

/** When the journey starts; the touch history lies in the days before, the purchases in the days after. */
export const start = new Date('2026-11-01T02:00:00Z')
const day = 86_400_000
export const after = (days: number): Date => new Date(start.getTime() + days * day)

/** Customers with a risk level, consent of nine in ten, touches of the last seven days, and what a quarter will buy. */
export async function fillBank(
  ctx: Context,
  size: { readonly customers: number; readonly touches: number },
): Promise<void> {
  const { clickhouse } = ctx
  const parameters = { ...size, start, fromTouches: after(-6), goalFrom: after(2) }
  for (const sql of [customerRows, consentRows, touchRows, purchaseRows])
    await clickhouse.command(sql, parameters, { pool: 'long', settings: { max_insert_threads: 2 } })
}

const customerRows = `INSERT INTO customer (customer, number, name, risk, updated)
SELECT number + 1, toString(number + 1), '', concat('C', toString(1 + (number + 1) % 5)), {start:DateTime64(3)}
FROM numbers({customers:UInt64})`

const consentRows = `INSERT INTO consent (customer, purpose, channel, granted, at)
SELECT number + 1, 'marketing', 'push', cityHash64(number, 2) % 10 != 0, {fromTouches:DateTime64(3)}
FROM numbers({customers:UInt64})`

const touchRows = `INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason)
SELECT 1 + cityHash64(number) % {customers:UInt32},
       {fromTouches:DateTime64(3)} + toIntervalMillisecond(cityHash64(number, 1) % (6 * 86400000)),
       reinterpretAsUUID(sipHash128(number)), 0, 0, '', 0, ['sms', 'push', 'email'][1 + number % 3], 'earlier', 'queued', ''
FROM numbers({touches:UInt64})`

const purchaseRows = `INSERT INTO event (at, received, name, kind, customer, source, channel)
SELECT {goalFrom:DateTime64(3)} + toIntervalMillisecond(cityHash64(number) % 86400000) AS seen, seen, 'purchase', 'track', number + 1, 0, 'app'
FROM numbers({customers:UInt64}) WHERE (number + 1) % 4 = 0`
