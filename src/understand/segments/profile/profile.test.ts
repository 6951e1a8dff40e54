import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../tags/index.ts'
import { sampleTags } from '../../tags/testing/sample-definitions.ts'
import { storeSampleBank } from '../../tags/testing/sample-bank.ts'
import { createSegment } from '../save-segment.ts'
import { snapshotSegment } from '../snapshot-segment.ts'
import { compareShares, differenceOf } from './compare-shares.ts'
import { profileCustomers } from './profile-customers.ts'
import type { ProfileView } from './schema.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeSampleBank(t.ctx, 1000)
  await applyTagDefinitions(t.ctx, sampleTags)
  await refreshTagGroups(t.ctx)
  const name = { 'zh-CN': '富', en: 'Rich' }
  await createSegment(t.ctx, {
    key: 'rich',
    name,
    description: '',
    rule: { tag: 'aum', op: 'gt', value: 90_000 },
  })
  await snapshotSegment(t.ctx, 'rich')
})
afterAll(() => t.close())

const feature = (view: ProfileView, key: string) => {
  const found = view.features.find((one) => one.key === key)
  if (!found) throw new Error(`no ${key}`)
  return found
}

describe('a profile', () => {
  it('gives every bin its share, the base’s, and 100 × their quotient', async () => {
    const women = { attribute: 'gender', op: 'eq', value: 'female' }
    const view = await profileCustomers(t.ctx, {
      of: { rule: women },
      most: 12,
      attributes: ['gender', 'age'],
    })
    expect([view.customers, view.baseCustomers]).toEqual([500, 1000])
    const gender = feature(view, 'gender')
    expect(gender.inRule).toBe(true)
    expect(gender.bins).toEqual([
      expect.objectContaining({
        value: 'female',
        customers: 500,
        baseCustomers: 500,
        tgi: 200,
        significant: true,
      }),
      expect.objectContaining({ value: 'male', customers: 0, baseCustomers: 500, tgi: 0, significant: true }),
    ])
    const age = feature(view, 'age')
    // Every tenth customer has no birthday, and all of those are men.
    expect(age.bins[0]).toMatchObject({ kind: 'missing', customers: 0, baseCustomers: 100 })
    expect(age.bins.reduce((sum, bin) => sum + bin.baseCustomers, 0)).toBe(1000)
    expect(age.bins.reduce((sum, bin) => sum + bin.customers, 0)).toBe(500)
  })

  it('finds by itself what differs most, and knows what the rule reads', async () => {
    const view = await profileCustomers(t.ctx, { of: { segment: 'rich' }, most: 2 })
    expect(view.compared).toBe(15)
    expect(view.features.map(({ key }) => key).toSorted()).toEqual(['aum', 'aum_average_30d'])
    expect([feature(view, 'aum').inRule, feature(view, 'aum_average_30d').inRule]).toEqual([true, false])
    const top = feature(view, 'aum').bins.find((bin) => bin.customers === 10)
    expect(top).toMatchObject({ from: 99_100, to: null, baseCustomers: 10, tgi: 1000, significant: true })
  })

  it('is the same for a rule as for the snapshot of its segment', async () => {
    const rule = { tag: 'aum', op: 'gt', value: 90_000 }
    const tags = ['aum', 'logins_7d', 'last_login', 'district']
    const [saved, unsaved] = await Promise.all([
      profileCustomers(t.ctx, { of: { segment: 'rich' }, most: 1, tags }),
      profileCustomers(t.ctx, { of: { rule }, most: 1, tags }),
    ])
    expect(saved).toEqual(unsaved)
    expect(saved.features.map(({ key }) => key)).toEqual(tags)
    expect(feature(saved, 'last_login').bins.map(({ kind, from }) => [kind, from])).toContainEqual([
      'missing',
      null,
    ])
  })

  it('can be against another segment, cut at that one’s quantiles', async () => {
    const view = await profileCustomers(t.ctx, {
      of: { rule: { tag: 'aum', op: 'gt', value: 99_000 } },
      base: { segment: 'rich' },
      most: 1,
      tags: ['aum'],
    })
    expect([view.customers, view.baseCustomers]).toEqual([10, 100])
    const [first, second] = feature(view, 'aum').bins
    expect([first?.to, second?.from]).toEqual([92_100, 92_100])
  })

  it('compares nobody without failing, and names what does not exist', async () => {
    const nobody = { tag: 'aum', op: 'lt', value: -1 }
    const view = await profileCustomers(t.ctx, { of: { rule: nobody }, most: 3 })
    expect(view.customers).toBe(0)
    for (const { bins, difference } of view.features) {
      expect(difference).toBe(0)
      expect(bins.every((bin) => bin.customers === 0 && !bin.significant)).toBe(true)
    }
    await expect(profileCustomers(t.ctx, { of: { rule: nobody }, most: 3, tags: ['x'] })).rejects.toThrow(
      'no tag "x"',
    )
    await expect(profileCustomers(t.ctx, { of: { segment: 'x' }, most: 3 })).rejects.toThrow('no segment "x"')
  })
})

describe('small numbers', () => {
  it('make no difference significant', () => {
    expect(compareShares(3, 4, 300, 1000)).toMatchObject({ tgi: 250, significant: false })
    expect(compareShares(300, 400, 300, 1000)).toMatchObject({ tgi: 250, significant: true })
    expect(compareShares(5, 10, 0, 1000).tgi).toBeNull()
  })

  it('are not taken for a different distribution', () => {
    expect(differenceOf([2, 1, 1, 0], [250, 250, 250, 250])).toBe(0)
    expect(differenceOf([400, 200, 200, 200], [250, 250, 250, 250])).toBeCloseTo(0.0938, 2)
  })
})
