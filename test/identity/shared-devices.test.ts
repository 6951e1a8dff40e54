import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { importLinks, resolveIdentifiers } from '../../src/collect/identity/index.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

/**
 * A bank of known users, of people known by phone only, and of visitors known by a cookie only; each has a device of
 * their own. 10,000 more devices – tablets in halls, phones of shops – are each used by 35 of all of them.
 */
const bank = { people: 200_000, hubs: 10_000, pairs: 1_000_000 }

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

/** Every pair that says who is who, person by person; `person` is the truth, 0 for what a shared device says. */
const pairsSql = `SELECT * FROM (
  WITH number + 1 AS who, toString(who) AS id, who % 4 AS kind
  SELECT arrayJoin(multiIf(
    kind = 0, [('user_id', 'u' || id, 'customer_number', 'n' || id), ('phone', 'p' || id, 'user_id', 'u' || id),
      ('device', 'd' || id, 'user_id', 'u' || id), ('anonymous_id', 'a' || id, 'device', 'd' || id)],
    kind = 1, [('phone', 'p' || id, 'user_id', 'u' || id), ('device', 'd' || id, 'phone', 'p' || id),
      ('anonymous_id', 'a' || id, 'user_id', 'u' || id), ('anonymous_id', 'b' || id, 'device', 'd' || id)],
    kind = 2, [('device', 'd' || id, 'phone', 'p' || id), ('anonymous_id', 'a' || id, 'phone', 'p' || id),
      ('anonymous_id', 'b' || id, 'device', 'd' || id)],
    [('anonymous_id', 'a' || id, 'device', 'd' || id), ('anonymous_id', 'b' || id, 'device', 'd' || id)])) AS pair,
    pair.1 AS namespace, pair.2 AS value, pair.3 AS to_namespace, pair.4 AS to_value, concat('core:', id) AS evidence
  FROM numbers(${bank.people})
  UNION ALL
  WITH 1 + intDiv(number, 35) AS hub, 1 + sipHash64(number, 'user') % ${bank.people} AS who, toString(who) AS id, who % 4 AS kind
  SELECT ('', '', '', '') AS pair, if(kind = 3, 'anonymous_id', 'device') AS namespace,
    if(kind = 3, 'a' || id, 'hub' || toString(hub)) AS value,
    multiIf(kind IN (0, 1), 'user_id', kind = 2, 'phone', 'device') AS to_namespace,
    multiIf(kind IN (0, 1), 'u' || id, kind = 2, 'p' || id, 'hub' || toString(hub)) AS to_value,
    concat('hall:', toString(hub)) AS evidence
  FROM numbers(${bank.hubs} * 35)
)`

const count = async (sql: string): Promise<number> => {
  const [row] = await t.ctx.clickhouse.query(sql, {}, z.object({ n: z.coerce.number() }))
  return row?.n ?? -1
}
/** Every identifier of a person with the number it goes by and the person it truly is. */
const resolved = `(
  SELECT i.namespace AS namespace, i.value AS value, toUInt32OrZero(substring(i.value, 2)) AS person,
    if(m.into != 0, m.into, i.customer) AS customer
  FROM (SELECT namespace, value, min(customer) AS customer FROM identifier WHERE NOT startsWith(value, 'hub') GROUP BY namespace, value) AS i
  LEFT JOIN (SELECT customer, into FROM customer_merge FINAL WHERE customer != into) AS m ON m.customer = i.customer)`

describe('a million pairs of identifiers with ten thousand shared devices', () => {
  it('finds exactly the people, and the devices do not collapse the bank', { timeout: 600_000 }, async () => {
    // Some came as events before, and through a device that nobody knew to be shared then.
    for (const i of [2, 6, 10, 14]) {
      await resolveIdentifiers(t.ctx, [
        {
          identifiers: [
            { namespace: 'user_id', value: `u${i * 4}` },
            { namespace: 'device', value: 'hub1' },
          ],
          link: true,
          reason: '$identify',
          evidence: `1:early-${i}`,
        },
        {
          identifiers: [
            { namespace: 'device', value: 'hub1' },
            { namespace: 'anonymous_id', value: `a${i * 4 + 3}` },
          ],
          link: true,
          reason: '$identify',
          evidence: `1:early-too-${i}`,
        },
      ])
    }
    const pairs = await count(`SELECT count() AS n FROM (${pairsSql})`)
    const started = performance.now()
    const result = await importLinks(t.ctx, pairsSql)
    const seconds = (performance.now() - started) / 1000
    process.stdout.write(
      `${pairs} pairs of ${result.identifiers} identifiers in ${seconds.toFixed(1)} s: ` +
        `${Math.round(pairs / seconds)} pairs/s, ${result.shared} shared, peak memory ${peakMemory()} MiB\n`,
    )
    expect(pairs).toBe(bank.pairs)
    expect(result.shared).toBe(bank.hubs)

    const people = await count(`SELECT uniqExact(person) AS n FROM ${resolved}`)
    expect(people).toBe(bank.people)
    // As many customers as people, and no more pairs of the two than either: the partitions are the same.
    expect(await count(`SELECT uniqExact(customer) AS n FROM ${resolved}`)).toBe(people)
    expect(await count(`SELECT uniqExact(person, customer) AS n FROM ${resolved}`)).toBe(people)
    expect(
      await count(
        `SELECT count() AS n FROM (SELECT customer FROM ${resolved} WHERE namespace IN ('customer_number', 'user_id')
           GROUP BY customer, namespace HAVING count() > 1)`,
      ),
    ).toBe(0)
    expect(
      await count(`SELECT max(n) AS n FROM (SELECT count() AS n FROM ${resolved} GROUP BY customer)`),
    ).toBe(5)
    // What only a shared device identifies is nobody's.
    expect(
      await count(
        `SELECT count() AS n FROM shared_identifier FINAL
         WHERE customer IN (SELECT customer FROM ${resolved}) OR state != 'shared'`,
      ),
    ).toBe(0)
  })

  it('changes nothing when it is done again', { timeout: 600_000 }, async () => {
    const state = (): Promise<number[]> =>
      Promise.all([
        count(
          `SELECT sum(cityHash64(*)) AS n FROM (SELECT namespace, value, customer FROM identifier FINAL)`,
        ),
        count(`SELECT sum(cityHash64(*)) AS n FROM (SELECT customer, into FROM customer_merge FINAL)`),
        count(
          `SELECT sum(cityHash64(*)) AS n FROM (SELECT namespace, value, to_namespace, to_value, outcome FROM identity_link FINAL)`,
        ),
      ])
    const before = await state()
    const part = `SELECT * FROM (${pairsSql}) WHERE sipHash64(evidence) % 5 = 0`
    await importLinks(t.ctx, part)
    expect(await state()).toEqual(before)
  })
})

function peakMemory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
