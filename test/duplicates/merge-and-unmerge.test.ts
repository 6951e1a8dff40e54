import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import {
  acceptDuplicate,
  findDuplicates,
  listDuplicates,
  unmerge,
} from '../../src/collect/duplicates/index.ts'
import { storeDuplicatedBank } from '../../src/collect/duplicates/testing/duplicated-bank.ts'
import { canonical } from '../../src/platform/clickhouse/canonical.ts'
import { applySegmentDefinitions, snapshotSegment } from '../../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../src/understand/tags/index.ts'
import { sampleTags } from '../../src/understand/tags/testing/sample-definitions.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const bank = { single: 2000, doubled: 50 }
const segments = {
  segments: [
    { key: 'rich', name, rule: { tag: 'aum', op: 'gte', value: 300_000 } },
    {
      key: 'keen',
      name,
      rule: { behaviour: { event: 'login', withinDays: 30 }, op: 'gte', value: 3 },
    },
    {
      key: 'quiet',
      name,
      rule: { not: { behaviour: { event: 'login', withinDays: 30 }, op: 'gte', value: 1 } },
    },
    {
      key: 'men',
      name,
      rule: { all: [{ attribute: 'gender', op: 'eq', value: 'male' }, { segment: 'keen' }] },
    },
  ],
}

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeDuplicatedBank(t.ctx, bank)
  await t.ctx.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, message_id)
SELECT toDateTime64('2026-10-20 01:00:00', 3) + nth AS seen, seen, 'login', 'track', customer, concat(toString(customer), '-', toString(nth))
FROM customer ARRAY JOIN range(customer % 5) AS nth`,
  )
  await t.ctx.clickhouse.command(
    `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT customer, concat('h', toString(customer)), 'current', 'current', toDate32('2026-01-01'), toDate32('2299-12-31'),
  customer * 100, updated FROM customer`,
  )
  await applyTagDefinitions(t.ctx, sampleTags)
  await refreshTagGroups(t.ctx)
  await applySegmentDefinitions(t.ctx, segments)
})
afterAll(() => t.close())

const text = z.object({ answer: z.string() })
/** What the bank sees: members of segments, values of tags, events by customer. */
async function answers(): Promise<unknown> {
  await refreshTagGroups(t.ctx)
  const members: Record<string, string> = {}
  for (const { key } of segments.segments) {
    t.clock.advance(1000)
    const { segmentId, version, customers } = await snapshotSegment(t.ctx, key)
    const [row] = await t.ctx.clickhouse.query(
      `SELECT concat(toString({customers:UInt32}), ' ', toString(groupBitXor(sipHash64(customer)))) AS answer
       FROM segment_member WHERE segment = {segment:UInt32} AND version = {version:UInt32}`,
      { segment: segmentId, version, customers },
      text,
    )
    members[key] = row?.answer ?? ''
  }
  const tags = await t.ctx.clickhouse.query(
    `SELECT toString(cityHash64(groupArray((customer, row)))) AS answer FROM (
       SELECT customer, toString(tuple(gender, district, aum, logins_7d, last_login)) AS row
       FROM tag_profile INNER JOIN tag_value USING (customer) INNER JOIN tag_activity USING (customer)
       ORDER BY customer)`,
    {},
    text,
  )
  const events = await t.ctx.clickhouse.query(
    `SELECT toString(cityHash64(groupArray((who, events)))) AS answer
     FROM (SELECT ${canonical('customer')} AS who, groupArray(message_id) AS events
       FROM (SELECT * FROM event ORDER BY message_id) GROUP BY who ORDER BY who)`,
    {},
    text,
  )
  return { members, tags, events }
}

it('merges and un-merges: every query returns to its earlier answer', async () => {
  await findDuplicates(t.ctx)
  const before = await answers()
  const { items } = await listDuplicates(t.ctx, { state: 'open', limit: 20 })
  expect(items).toHaveLength(20)
  for (const { id } of items) await acceptDuplicate(t.ctx, id, {})
  const merged = await answers()
  expect(merged).not.toEqual(before)
  expect(await answers()).toEqual(merged)
  const accepted = await listDuplicates(t.ctx, { state: 'accepted', limit: 50 })
  expect(accepted.items).toHaveLength(20)
  for (const { merge } of accepted.items) await unmerge(t.ctx, merge?.customer ?? 0)
  expect(await answers()).toEqual(before)
  await t.ctx.clickhouse.command('OPTIMIZE TABLE customer_merge FINAL')
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  expect(await answers()).toEqual(before)
})
