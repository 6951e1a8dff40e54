import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../tags/index.ts'
import { estimateRule } from '../estimate-rule.ts'
import { explainForCustomer } from '../explain-for-customer.ts'
import { createSegment } from '../save-segment.ts'
import { snapshotSegment } from '../snapshot-segment.ts'
import { deleteLookalike } from './delete-lookalike.ts'
import { explainLookalike } from './explain-lookalike.ts'
import { findLookalikes } from './find-lookalikes.ts'
import { findLookalikesJob } from './find-lookalikes-job.ts'
import { listLookalikes, readLookalike } from './list-lookalikes.ts'
import { requestLookalike } from './request-lookalike.ts'
import { saveLookalikeSegment } from './save-lookalike-segment.ts'

const customers = 6000
const name = (en: string) => ({ 'zh-CN': en, en })
const never = { signal: new AbortController().signal, progress: async () => undefined }
let t: TestContext

/**
 * One customer in ten is of a planted kind: they spend about two standard deviations more, live in a few towns, and more
 * of them have an app score. Every other one of the kind is marked `vip`: these are the seeds, the others to be found.
 */
async function storePlantedBank(): Promise<void> {
  const normal = (salt: string): string =>
    `(sqrt(-2 * log((sipHash64(number, '${salt}', 1) % 1000000 + 1) / 1000001)) * cos(6.283185 * (sipHash64(number, '${salt}', 2) % 1000000) / 1000000))`
  await t.ctx.clickhouse.command(
    `INSERT INTO customer (customer, number, name, attributes, updated)
WITH sipHash64(number, 'kind') % 10 = 0 AS planted, ${normal('a')} + if(planted, 2, 0) AS spend
SELECT number + 1, concat('6', leftPad(toString(number + 1), 9, '0')), '客户', map(
  'kind', if(planted, 'planted', 'other'),
  'vip', if(planted AND sipHash64(number, 'vip') % 2 = 0, 'yes', ''),
  'spend', toString(spend), 'spend_again', toString(spend * 3 + ${normal('b')} / 5), 'noise', toString(${normal('c')}),
  'town', concat('town', toString(if(planted AND sipHash64(number, 't') % 3 > 0, 1, sipHash64(number, 't', 1) % 8))),
  'app_score', if(sipHash64(number, 'd') % 10 < if(planted, 8, 3), toString(sipHash64(number, 'e') % 100), '')),
  toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers(${customers})`,
  )
  const tag = (key: string, type: string) => ({
    key,
    name: name(key),
    definition: { kind: 'attribute', attribute: key, type },
  })
  await applyTagDefinitions(t.ctx, {
    groups: [
      {
        key: 'spending',
        name: name('spending'),
        source: 'customer',
        tags: [
          tag('spend', 'number'),
          tag('spend_again', 'number'),
          tag('noise', 'number'),
          tag('vip', 'string'),
        ],
      },
      {
        key: 'place',
        name: name('place'),
        source: 'customer',
        tags: [tag('town', 'string'), tag('app_score', 'number')],
      },
    ],
  })
  await refreshTagGroups(t.ctx)
}

beforeAll(async () => {
  t = await openTestContext({ jobs: [findLookalikesJob] })
  await storePlantedBank()
  await createSegment(t.ctx, {
    key: 'vips',
    name: name('VIPs'),
    description: '',
    rule: { tag: 'vip', op: 'eq', value: 'yes' },
  })
  await snapshotSegment(t.ctx, 'vips')
})
afterAll(() => t.close())

async function find(input: Parameters<typeof requestLookalike>[1]): Promise<number> {
  const id = await requestLookalike(t.ctx, input)
  await findLookalikes(t.ctx, id, never)
  return id
}
const plantedAmong = async (list: string): Promise<number> =>
  (await estimateRule(t.ctx, { all: [{ list }, { attribute: 'kind', op: 'eq', value: 'planted' }] }))
    .customers

describe('a lookalike', () => {
  it('recovers a planted population, many times better than chance', async () => {
    const id = await find({ segment: 'vips' })
    const { state, result } = await readLookalike(t.ctx, id)
    if (!result) throw new Error(`${state}, no result`)
    expect(result.auc).toBeGreaterThan(0.9)
    expect(result.seeds + result.candidates).toBe(customers)
    const saved = await saveLookalikeSegment(t.ctx, id, {
      key: 'like_vips',
      name: name('Like VIPs'),
      description: '',
      size: 300,
    })
    expect(saved.customers).toBe(300)
    expect((await snapshotSegment(t.ctx, 'like_vips')).customers).toBe(300)
    // A random choice of 300 holds about 16 of the planted who are no seeds.
    expect(await plantedAmong('like_vips')).toBeGreaterThan(16 * 8)
    const seeds = await estimateRule(t.ctx, { all: [{ list: 'like_vips' }, { segment: 'vips' }] })
    expect(seeds.customers).toBe(0)
  })

  it('says which tags it learned from, and leaves out the rule’s own and those that say the same', async () => {
    const { items } = await listLookalikes(t.ctx, { limit: 10, segment: 'vips' })
    const { result } = await readLookalike(t.ctx, items[0]?.id ?? 0)
    const used = result?.features.map(({ tag }) => tag) ?? []
    expect(used).toHaveLength(3)
    expect(used).toEqual(expect.arrayContaining(['town', 'app_score']))
    const [twin] = ['spend', 'spend_again'].filter((key) => !used.includes(key))
    expect(result?.leftOut).toEqual([
      expect.objectContaining({ tag: 'vip', reason: 'read_by_rule' }),
      expect.objectContaining({
        tag: twin,
        reason: 'same_as_another',
        other: used.find((key) => key.startsWith('spend')),
      }),
    ])
    const weights = result?.features.map(({ weight }) => weight) ?? []
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1)
    const spend = result?.features.find(({ tag }) => tag.startsWith('spend'))?.bins.slice(1) ?? []
    expect(spend.at(-1)?.logOdds).toBeGreaterThan(1)
    expect(spend.at(0)?.logOdds).toBeLessThan(-1)
  })

  it('tells in advance what every size means', async () => {
    const { items } = await listLookalikes(t.ctx, { limit: 10 })
    const { result } = await readLookalike(t.ctx, items[0]?.id ?? 0)
    const curve = result?.curve ?? []
    expect(curve.at(-1)).toMatchObject({ size: result?.candidates, recall: 1 })
    for (const [i, point] of curve.entries()) {
      const before = curve[i - 1]
      if (!before) continue
      expect(point.size).toBeGreaterThan(before.size)
      expect(point.threshold).toBeLessThanOrEqual(before.threshold)
      expect(point.recall).toBeGreaterThanOrEqual(before.recall)
    }
    const near = curve.findLast(({ size }) => size <= 300)
    expect(near?.lift).toBeGreaterThan(8)
  })

  it('explains a member by rule and by score', async () => {
    const [item] = (await listLookalikes(t.ctx, { limit: 1 })).items
    const [best] = await t.ctx.clickhouse.query(
      'SELECT number FROM customer WHERE customer = (SELECT customer FROM customer_list_member ORDER BY customer LIMIT 1)',
      {},
      z.object({ number: z.string() }),
    )
    const number = best?.number ?? ''
    expect(
      await explainForCustomer(t.ctx, { rule: { segment: 'like_vips' }, customer: number }),
    ).toMatchObject({ met: true })
    const why = await explainLookalike(t.ctx, item?.id ?? 0, number)
    expect(why).toMatchObject({ seed: false })
    expect(why.rank).toBeLessThanOrEqual(300)
    expect(why.reasons.reduce((sum, { logOdds }) => sum + logOdds, 0)).toBeCloseTo(why.score, 2)
  })

  it('can look among a segment alone, and learn from named tags', async () => {
    await createSegment(t.ctx, {
      key: 'town2',
      name: name('Town 2'),
      description: '',
      rule: { tag: 'town', op: 'eq', value: 'town2' },
    })
    const { customers: size } = await snapshotSegment(t.ctx, 'town2')
    const { result } = await readLookalike(
      t.ctx,
      await find({ segment: 'vips', among: 'town2', tags: ['spend', 'noise'] }),
    )
    expect(result?.features.map(({ tag }) => tag)).toEqual(['spend'])
    expect(result?.candidates).toBeLessThan(size)
  })

  it('fails with a reason, and leaves no scores behind', async () => {
    const few = { all: [{ segment: 'vips' }, { tag: 'spend', op: 'gt', value: 4 }] }
    await createSegment(t.ctx, { key: 'few', name: name('Few'), description: '', rule: few })
    await snapshotSegment(t.ctx, 'few')
    const id = await requestLookalike(t.ctx, { segment: 'few' })
    await expect(findLookalikes(t.ctx, id, never)).rejects.toThrow('too few to learn from')
    expect(await readLookalike(t.ctx, id)).toMatchObject({ state: 'failed', result: null })
    await expect(
      saveLookalikeSegment(t.ctx, id, { key: 'x', name: name('x'), description: '', size: 1 }),
    ).rejects.toThrow('wait until it is ready')

    const noise = await requestLookalike(t.ctx, { segment: 'vips', tags: ['noise'] })
    await expect(findLookalikes(t.ctx, noise, never)).rejects.toThrow('No tag tells')
    await expect(requestLookalike(t.ctx, { segment: 'vips', tags: ['x'] })).rejects.toThrow('no tag "x"')
  })

  it('can be cancelled, made again after a crash, and deleted', async () => {
    const id = await requestLookalike(t.ctx, { segment: 'vips' })
    await t.ctx.clickhouse.command(
      `INSERT INTO lookalike_score SELECT ${id}, number + 1, 99, 0 FROM numbers(10)`,
    )
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(findLookalikes(t.ctx, id, { ...never, signal })).rejects.toThrow('stop')
    expect((await readLookalike(t.ctx, id)).state).toBe('cancelled')
    await findLookalikes(t.ctx, id, never)
    const { result } = await readLookalike(t.ctx, id)
    expect(result?.curve.at(-1)?.size).toBe(result?.candidates)
    expect(result?.curve[0]?.threshold).toBeLessThan(99)
    await deleteLookalike(t.ctx, id)
    await expect(readLookalike(t.ctx, id)).rejects.toThrow('no lookalike')
    expect(await plantedAmong('like_vips')).toBeGreaterThan(128)
  })
})
