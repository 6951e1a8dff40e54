import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { systemActor } from '../../../platform/actor.ts'
import { createServer } from '../../../platform/http/server.ts'
import { storeSampleBank } from '../../tags/testing/sample-bank.ts'
import { archiveSegment, restoreSegment } from '../archive-segment.ts'
import { readSegment } from '../list-segments.ts'
import { segmentRoutes } from '../routes.ts'
import { createSegment } from '../save-segment.ts'
import { segmentTables } from '../store.ts'
import { cronOf, dueTimes, scheduleOf } from './cron.ts'
import { type Schedule, weekdays } from './schema.ts'
import { setSchedule } from './set-schedule.ts'
import { snapshotDueSegments } from './snapshot-due-segments.ts'

const shanghai = 'Asia/Shanghai'
const at = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

describe('a schedule', () => {
  it('reads as it was written, whatever preset it is', () => {
    const preset = fc.oneof(
      fc.record({ every: fc.constant('day' as const), at }),
      fc.record({
        every: fc.constant('week' as const),
        on: fc.subarray([...weekdays], { minLength: 1 }),
        at,
      }),
      fc.record({
        every: fc.constant('month' as const),
        on: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)),
        at,
      }),
    )
    fc.assert(
      fc.property(preset, (schedule) => {
        const read = scheduleOf(cronOf(schedule, shanghai))
        const on =
          schedule.every === 'week' ? { on: weekdays.filter((day) => schedule.on.includes(day)) } : {}
        expect(read).toEqual({ ...schedule, ...on })
      }),
    )
  })

  it('falls due in the business time zone', () => {
    const due = (schedule: Schedule, from: string) =>
      dueTimes(cronOf(schedule, shanghai), shanghai, new Date(from), 2).map((time) => time.toISOString())
    expect(due({ every: 'day', at: '06:30' }, '2026-11-01T02:00:00Z')).toEqual([
      '2026-11-01T22:30:00.000Z',
      '2026-11-02T22:30:00.000Z',
    ])
    expect(due({ every: 'month', on: 'last', at: '00:00' }, '2028-02-01T02:00:00Z')).toEqual([
      '2028-02-28T16:00:00.000Z',
      '2028-03-30T16:00:00.000Z',
    ])
    expect(due({ every: 'week', on: ['mon'], at: '00:00' }, '2026-11-01T02:00:00Z')[0]).toBe(
      '2026-11-01T16:00:00.000Z',
    )
  })

  it.each(['', '* * * *', '0 0 6 * * *', '61 * * * *', 'x * * * *', '0 0 30 2 *', '@daily'])(
    'refuses the cron expression "%s"',
    (cron) => {
      expect(() => cronOf({ every: 'cron', cron }, shanghai)).toThrow('The schedule is wrong')
    },
  )
})

describe('a scheduled segment', () => {
  let t: TestContext
  let app: FastifyInstance
  const name = { 'zh-CN': '甲', en: 'A' }
  const rule = { attribute: 'gender', op: 'eq', value: 'female' }
  const daily: Schedule = { every: 'day', at: '11:00' }
  const hour = 3_600_000

  beforeAll(async () => {
    t = await openTestContext()
    await storeSampleBank(t.ctx, 1000)
    app = await createServer(t.ctx, async () => systemActor)
    await app.register(segmentRoutes)
  })
  afterAll(async () => {
    await app.close()
    await t.close()
  })
  const create = (key: string, of: Record<string, unknown> = rule) =>
    createSegment(t.ctx, { key, name, description: '', rule: of })
  const versions = async (key: string): Promise<number> =>
    (await readSegment(t.ctx, key)).snapshot?.version ?? 0

  it('is snapshot once per due time, also when several look at once', async () => {
    await create('daily')
    await setSchedule(t.ctx, 'daily', 1, { schedule: daily, paused: false })
    expect(await readSegment(t.ctx, 'daily')).toMatchObject({
      schedule: daily,
      cron: '0 11 * * *',
      dueAt: '2026-11-01T03:00:00.000Z',
      stale: 'never',
    })
    expect(await snapshotDueSegments(t.ctx)).toEqual({ taken: [], failed: [] })
    t.clock.advance(hour)
    const both = await Promise.all([snapshotDueSegments(t.ctx), snapshotDueSegments(t.ctx)])
    expect(both.flatMap(({ taken }) => taken)).toEqual(['daily'])
    expect(await readSegment(t.ctx, 'daily')).toMatchObject({
      snapshot: { version: 1, customers: 500 },
      scheduledAt: '2026-11-01T03:00:00.000Z',
      dueAt: '2026-11-02T03:00:00.000Z',
      stale: null,
    })
    expect(await snapshotDueSegments(t.ctx)).toEqual({ taken: [], failed: [] })
  })

  it('makes up for downtime with one snapshot', async () => {
    t.clock.advance(5 * 24 * hour + hour)
    expect((await readSegment(t.ctx, 'daily')).stale).toBe('overdue')
    expect((await snapshotDueSegments(t.ctx)).taken).toEqual(['daily'])
    expect(await readSegment(t.ctx, 'daily')).toMatchObject({
      snapshot: { version: 2 },
      dueAt: '2026-11-07T03:00:00.000Z',
    })
  })

  it('rests while paused, and without a schedule', async () => {
    await setSchedule(t.ctx, 'daily', 2, { schedule: daily, paused: true })
    expect(await readSegment(t.ctx, 'daily')).toMatchObject({ paused: true, dueAt: null })
    t.clock.advance(48 * hour)
    expect((await snapshotDueSegments(t.ctx)).taken).toEqual([])
    await setSchedule(t.ctx, 'daily', 3, { schedule: daily, paused: false })
    expect((await snapshotDueSegments(t.ctx)).taken).toEqual([])
    await setSchedule(t.ctx, 'daily', 4, { schedule: null, paused: false })
    t.clock.advance(48 * hour)
    expect((await snapshotDueSegments(t.ctx)).taken).toEqual([])
    expect(await versions('daily')).toBe(2)
  })

  it('comes after the segments that it reads', async () => {
    await create('z_base')
    await create('a_reader', { not: { segment: 'z_base' } })
    for (const key of ['a_reader', 'z_base'])
      await setSchedule(t.ctx, key, 1, { schedule: daily, paused: false })
    t.clock.advance(24 * hour)
    expect((await snapshotDueSegments(t.ctx)).taken).toEqual(['z_base', 'a_reader'])
  })

  it('says why it failed, tries again soon, and does not hold up others', async () => {
    await create('late')
    await create('broken', { not: { segment: 'late' } })
    await setSchedule(t.ctx, 'broken', 1, { schedule: daily, paused: false })
    t.clock.advance(24 * hour)
    expect(await snapshotDueSegments(t.ctx)).toEqual({ taken: ['z_base', 'a_reader'], failed: ['broken'] })
    const failed = await readSegment(t.ctx, 'broken')
    expect(failed).toMatchObject({
      stale: 'failed',
      error: expect.stringContaining('"late" has no snapshot yet'),
    })
    expect(new Date(failed.dueAt ?? 0).getTime() - t.clock.now().getTime()).toBe(10 * 60_000)

    await setSchedule(t.ctx, 'late', 1, { schedule: { every: 'cron', cron: '*/5 * * * *' }, paused: false })
    t.clock.advance(10 * 60_000)
    expect((await snapshotDueSegments(t.ctx)).taken).toEqual(['late', 'broken'])
    expect(await readSegment(t.ctx, 'broken')).toMatchObject({ stale: null, error: null, failedAt: null })
  })

  it('takes the due time again when a process died before it committed', async () => {
    const { dueAt } = await readSegment(t.ctx, 'z_base')
    t.clock.advance(24 * hour)
    const { id } = await segmentTables(t.ctx.postgres)
      .selectFrom('segment')
      .select('id')
      .where('key', '=', 'z_base')
      .executeTakeFirstOrThrow()
    const before = await versions('z_base')
    await t.ctx.clickhouse.command(
      `INSERT INTO segment_member SELECT ${id}, ${before + 1}, number FROM numbers(1, 7)`,
    )
    expect((await snapshotDueSegments(t.ctx)).taken).toContain('z_base')
    expect(await readSegment(t.ctx, 'z_base')).toMatchObject({
      scheduledAt: dueAt,
      snapshot: { version: before + 1, customers: 500, added: 0, removed: 0 },
    })
  })

  it('is not run while archived, and starts anew when restored', async () => {
    const { version } = await readSegment(t.ctx, 'broken')
    await archiveSegment(t.ctx, 'broken', version)
    t.clock.advance(24 * hour)
    expect((await snapshotDueSegments(t.ctx)).taken).not.toContain('broken')
    await expect(restoreSegment(t.ctx, 'broken', version)).rejects.toThrow('changed by someone else')
    await restoreSegment(t.ctx, 'broken', version + 1)
    const { dueAt, archivedAt } = await readSegment(t.ctx, 'broken')
    expect(archivedAt).toBeNull()
    expect(new Date(dueAt ?? 0).getTime()).toBeGreaterThan(t.clock.now().getTime())
  })

  it('is set over the API by whoever saw the latest version', async () => {
    await create('by_api')
    const put = (payload: object, version: number) =>
      app.inject({
        method: 'PUT',
        url: '/api/segments/by_api/schedule',
        headers: { 'if-match': `"${version}"` },
        payload,
      })
    const set = await put({ schedule: { every: 'week', on: ['fri', 'mon'], at: '07:00' } }, 1)
    expect([set.statusCode, set.headers['etag']]).toEqual([200, '"2"'])
    expect(set.json()).toMatchObject({ cron: '0 7 * * 1,5', schedule: { on: ['mon', 'fri'] } })
    expect((await put({ schedule: null }, 1)).statusCode).toBe(412)
    expect((await put({ schedule: { every: 'day', at: '24:00' } }, 2)).statusCode).toBe(400)
    expect((await put({ schedule: { every: 'cron', cron: 'nonsense' } }, 2)).statusCode).toBe(422)
    const preview = await app.inject({
      method: 'POST',
      url: '/api/segment-schedules/preview',
      payload: { schedule: { every: 'month', on: 1, at: '01:00' } },
    })
    expect(preview.json()).toMatchObject({ cron: '0 1 1 * *', timezone: shanghai })
    expect(preview.json().next).toHaveLength(5)
  })
})
