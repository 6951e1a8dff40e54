import type { FastifyInstance } from 'fastify'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { type Actor, systemActor } from '../../../platform/actor.ts'
import { createServer } from '../../../platform/http/server.ts'
import { applyTagDefinitions } from '../apply-tag-definitions.ts'
import { backfillTagsJob } from '../past/backfill-tags-job.ts'
import { refreshTagGroups } from '../refresh-tag-groups.ts'
import { refreshTagsJob } from '../refresh-tags-job.ts'
import { tagRoutes } from '../routes.ts'
import { storeSampleBank } from './sample-bank.ts'
import { sampleTags } from './sample-definitions.ts'

interface Answer {
  readonly status: number
  readonly etag: string
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface TagApi {
  readonly t: TestContext
  readonly app: FastifyInstance
  /** Requests are made by this actor; all scopes unless set. */
  actor: Actor
  send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
    version?: string | number,
  ): Promise<Answer>
  close(): Promise<void>
}

/** The routes of tags over a small bank with refreshed sample tags. */
export async function openTagApi(customers = 1000): Promise<TagApi> {
  const t = await openTestContext({ jobs: [refreshTagsJob, backfillTagsJob] })
  await storeSampleBank(t.ctx, customers)
  await applyTagDefinitions(t.ctx, sampleTags)
  const failed = (await refreshTagGroups(t.ctx)).find(({ error }) => error !== null)
  if (failed) throw new Error(`The sample tags could not be refreshed: ${failed.error}`)
  const api: TagApi = {
    t,
    actor: systemActor,
    app: await createServer(t.ctx, async () => api.actor),
    send: async (method, url, payload, version) => {
      const headers =
        version === undefined ? {} : { 'if-match': typeof version === 'number' ? `"${version}"` : version }
      const answer = await api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
      return {
        status: answer.statusCode,
        etag: String(answer.headers['etag'] ?? ''),
        body: answer.body === '' ? null : answer.json(),
      }
    },
    close: async () => {
      await api.app.close()
      await t.close()
    },
  }
  await api.app.register(tagRoutes)
  return api
}
