import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { AppError } from '../../platform/errors.ts'
import { createServer } from '../../platform/http/server.ts'
import { applyTagDefinitions } from './apply-tag-definitions.ts'
import { refreshTagsJob } from './refresh-tags-job.ts'
import { tagRoutes } from './routes.ts'
import { sampleTags } from './testing/sample-definitions.ts'

const name = { 'zh-CN': '甲', en: 'A' }

describe('tag definitions', () => {
  let t: TestContext
  beforeAll(async () => {
    t = await openTestContext({ jobs: [refreshTagsJob] })
  })
  afterAll(() => t.close())

  async function problems(yaml: unknown): Promise<string[]> {
    const error = await applyTagDefinitions(t.ctx, yaml).catch((thrown: unknown) => thrown)
    return error instanceof AppError ? error.details.map(({ path, message }) => `${path} ${message}`) : []
  }

  it('are created once and changed only where they differ', async () => {
    const first = await applyTagDefinitions(t.ctx, sampleTags)
    expect(first).toMatchObject({ groups: 3, tags: 7, changed: [] })
    expect(first.created).toHaveLength(10)
    expect(await applyTagDefinitions(t.ctx, sampleTags)).toMatchObject({ created: [], changed: [] })
    const renamed = structuredClone(sampleTags)
    if (renamed.groups[0]) renamed.groups[0].name = name
    expect(await applyTagDefinitions(t.ctx, renamed)).toMatchObject({ created: [], changed: ['profile'] })
  })

  it('are refused with every wrong place', async () => {
    const group = { key: 'g', name, source: 'customer' }
    expect(
      await problems({ groups: [{ ...group, tags: [{ key: 'X', name, definition: { kind: 'age' } }] }] }),
    ).toEqual(['/groups/0/tags/0/key must be a key: lower-case letters, digits and underscores, at most 64'])
    expect(
      await problems({
        groups: [{ ...group, tags: [{ key: 'x', name, definition: { kind: 'balance_at' } }] }],
      }),
    ).toEqual([
      "/groups/0/tags/0/definition/kind reads balance, but the group's source is customer: move the tag to a group of that source",
    ])
    const twice = { ...group, tags: ['x', 'x'].map((key) => ({ key, name, definition: { kind: 'age' } })) }
    expect(await problems({ groups: [twice] })).toEqual([
      '/groups/0/tags/1/key "x" is used twice: tag keys are unique across all groups',
    ])
    expect(
      await problems({
        groups: [{ ...group, tags: [{ key: 'x', name, definition: { kind: 'attribute' } }] }],
      }),
    ).toHaveLength(1)
  })

  it('are listed in pages, sorted and searched', async () => {
    const app = await createServer(t.ctx, async () => systemActor)
    await app.register(tagRoutes)
    const get = async (url: string) => (await app.inject({ url })).json()
    const keys: string[] = []
    let url = '/api/tags?sort=-key&limit=3'
    for (;;) {
      const page = await get(url)
      keys.push(...page.items.map((tag: { key: string }) => tag.key))
      if (page.next === null) break
      url = `/api/tags?sort=-key&limit=3&cursor=${page.next}`
    }
    expect(keys).toEqual(['logins_7d', 'last_login', 'gender', 'district', 'aum_average_30d', 'aum', 'age'])
    expect((await get('/api/tags?sort=coverage&limit=2')).items).toHaveLength(2)
    expect((await get('/api/tags?search=aum')).items.map((tag: { key: string }) => tag.key)).toEqual([
      'aum',
      'aum_average_30d',
    ])
    expect((await get('/api/tags?search=%25')).items).toEqual([])
    expect(await get('/api/tags/aum')).toMatchObject({ group: 'value', coverage: null, distribution: null })
    expect((await get('/api/tag-groups')).items.map((group: { tags: number }) => group.tags)).toEqual([
      2, 3, 2,
    ])
    expect((await app.inject({ url: '/api/tags/none' })).statusCode).toBe(404)
    const queued = await app.inject({ method: 'POST', url: '/api/tag-groups/value/refresh' })
    expect([queued.statusCode, typeof queued.json().job]).toEqual([202, 'string'])
    await app.close()
  })
})
