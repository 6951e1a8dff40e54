import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applyJourneyDefinitions, readJourney } from '../../engage/journeys/index.ts'
import { journeyFile, takeSnapshot } from '../../engage/journeys/testing/journey-fixture.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { simulationJob, simulationRoutes } from './index.ts'

const customers = 3_000
const request = {
  days: 31,
  stepHours: 168,
  responses: [{ event: 'bought', baseRate: 0.05, uplift: 0.3, withinDays: 20 }],
}
const url = '/api/journeys/month/simulations'

let t: TestContext
let app: FastifyInstance
beforeAll(async () => {
  t = await openTestContext({ jobs: [simulationJob] })
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(simulationRoutes)
  await takeSnapshot(t.ctx, 'everyone', 1, customers)
  const file = journeyFile(
    'month',
    {
      keep_out: { type: 'holdout', percent: 30, next: 'hello' },
      hello: { type: 'message', channel: 'push', template: 'hello', next: 'bought' },
      bought: { type: 'goal', condition: { event: 'bought' }, withinDays: 30, next: 'end' },
      end: { type: 'exit' },
    },
    { next: 'keep_out', measure: { condition: { event: 'bought' }, withinDays: 30 } },
  )
  await applyJourneyDefinitions(t.ctx, {
    ...file,
    journeys: (file.journeys ?? []).map((journey) => ({ ...journey, publish: false })),
  })
})
afterAll(async () => {
  await app.close()
  await t.close()
})

async function run(id: string, signal = new AbortController().signal): Promise<void> {
  const journey = await readJourney(t.ctx, 'month')
  await simulationJob.run(
    t.ctx,
    {
      key: 'month',
      graph: journey.graph,
      request,
      journey: journey.id,
      draftVersion: journey.version,
      requestedBy: 'test',
    },
    { id, signal, progress: async () => undefined },
  )
}

it('simulates a draft in the background: who got where, and the effect that was assumed', async () => {
  const asked = await app.inject({ method: 'POST', url, payload: request })
  expect(asked.statusCode).toBe(202)
  const { id } = asked.json<{ id: string }>()
  expect((await app.inject(`${url}/${id}`)).json()).toMatchObject({ state: 'queued', result: null })
  expect((await app.inject({ method: 'POST', url, payload: request })).statusCode).toBe(409)
  await run(id)
  const [shown] = (await app.inject(url)).json<{ items: { result: Record<string, unknown> }[] }>().items
  expect(shown).toMatchObject({ id, state: 'succeeded', stale: false })
  expect(shown?.result).toMatchObject({
    entered: customers,
    inside: 0,
    from: '2026-11-01T02:00:00.000Z',
    until: '2026-12-02T02:00:00.000Z',
    effect: { complete: true },
  })
  const { conversion } = z
    .object({ conversion: z.object({ low: z.number(), high: z.number() }) })
    .parse(shown?.result['effect'])
  expect(conversion.low).toBeGreaterThan(0.2)
  expect(conversion.high).toBeLessThan(0.4)
})

it('changes nothing of the bank: nobody is in the journey, nothing was sent, no event came', async () => {
  expect(await readJourney(t.ctx, 'month')).toMatchObject({
    status: 'draft',
    entered: 0,
    publishedVersion: null,
  })
  const { rows } = await sql`SELECT 1 FROM pg_namespace WHERE nspname LIKE 'scratch%'`.execute(t.ctx.postgres)
  expect(rows).toEqual([])
})

it('stops when it is cancelled, and refuses what no simulation can be', async () => {
  const cancelled = AbortSignal.abort(new Error('cancelled'))
  await expect(run('00000000-0000-4000-8000-000000000001', cancelled)).rejects.toThrow('cancelled')
  const wrong = await app.inject({ method: 'POST', url, payload: { ...request, days: 367 } })
  expect(wrong.statusCode).toBe(400)
  const unknown = await app.inject({ method: 'POST', url: url.replace('month', 'nobody'), payload: request })
  expect(unknown.statusCode).toBe(404)
  expect((await app.inject(`${url}/00000000-0000-4000-8000-000000000002`)).statusCode).toBe(404)
})
