import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withActor } from '../../platform/context.ts'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import {
  createSource,
  ensureSource,
  listSources,
  openSourceDirectory,
  rotateWriteKey,
  updateSource,
  type SourceDirectory,
} from './index.ts'

let t: TestContext
let directory: SourceDirectory

beforeAll(async () => {
  t = await openTestContext()
  directory = await openSourceDirectory(t.ctx)
})
afterAll(async () => {
  directory.close()
  await t.close()
})

describe('a source', () => {
  it('gets a write key of its own', async () => {
    const one = await createSource(t.ctx, { key: 'app', name: '手机银行', channel: 'app' })
    const two = await createSource(t.ctx, {
      key: 'web',
      name: 'Web bank',
      channel: 'web',
      allowedOrigins: ['https://bank.example/path'],
    })
    expect(one.writeKey).toMatch(/^[0-9a-f]{32}$/)
    expect(two.writeKey).not.toBe(one.writeKey)
    expect(two.allowedOrigins).toEqual(['https://bank.example'])
  })

  it('refuses a key that is taken, a bad key and an origin that is none', async () => {
    await expect(createSource(t.ctx, { key: 'app', name: 'again', channel: 'app' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(createSource(t.ctx, { key: 'App!', name: 'x', channel: 'app' })).rejects.toThrow(
      /lower-case/,
    )
    await expect(
      createSource(t.ctx, { key: 'x', name: 'x', channel: 'app', allowedOrigins: ['javascript:alert(1)'] }),
    ).rejects.toThrow(/origin such as/)
  })

  it('is created once by repeated set-up', async () => {
    const first = await ensureSource(t.ctx, { key: 'branch', name: 'Branches', channel: 'branch' })
    const again = await ensureSource(t.ctx, { key: 'branch', name: 'Branches', channel: 'branch' })
    expect(again.id).toBe(first.id)
  })

  it('is found by its key as soon as somebody uses it', async () => {
    const source = await createSource(t.ctx, { key: 'kiosk', name: 'Kiosk', channel: 'branch' })
    expect(directory.find(source.writeKey)).toBeUndefined()
    await directory.catchUp()
    expect(directory.find(source.writeKey)).toMatchObject({ id: source.id, channel: 'branch' })
  })

  it('stops when it is disabled, and when its key is replaced', async () => {
    const source = await createSource(t.ctx, { key: 'old', name: 'Old', channel: 'app' })
    const rotated = await rotateWriteKey(t.ctx, source.id, source.version)
    await directory.refresh()
    expect(directory.find(source.writeKey)).toBeUndefined()
    expect(directory.find(rotated.writeKey)).toMatchObject({ id: source.id })
    await updateSource(t.ctx, source.id, { enabled: false }, rotated.version)
    await directory.refresh()
    expect(directory.find(rotated.writeKey)).toBeUndefined()
  })

  it('is not changed by somebody who saw an older version', async () => {
    const source = await createSource(t.ctx, { key: 'shared', name: 'Shared', channel: 'app' })
    await updateSource(t.ctx, source.id, { name: 'First' }, source.version)
    await expect(updateSource(t.ctx, source.id, { name: 'Second' }, source.version)).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    await expect(updateSource(t.ctx, 999_999, {}, 1)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps its write key from those who may only look', async () => {
    const viewer = withActor(t.ctx, { ...t.ctx.actor, scopes: new Set(['collect:read'] as const) })
    const { items } = await listSources(viewer, { limit: 10 })
    expect(items[0]?.writeKey).toMatch(/^.{4}…$/)
  })

  it('is listed page by page', async () => {
    const first = await listSources(t.ctx, { limit: 2 })
    const second = await listSources(t.ctx, { limit: 2, cursor: first.next ?? '' })
    const keys = [...first.items, ...second.items].map((source) => source.key)
    expect(keys).toEqual([...keys].sort())
    expect(new Set(keys).size).toBe(4)
  })
})
