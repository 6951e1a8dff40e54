import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, requireVersion } from '../../../platform/http/route-kit.ts'
import { readJourney } from '../read-journeys.ts'
import { journeyDraft, journeyView } from '../schema.ts'
import { archiveJourney, restoreJourney } from './archive-journey.ts'
import { cancelJourney } from './cancel-journey.ts'
import { copyJourney } from './copy-journey.ts'
import { deleteDraft } from './delete-draft.ts'
import { finishJourney } from './finish-journey.ts'
import { pauseJourney, resumeJourney } from './pause-journey.ts'
import { readCancellation } from './read-cancellation.ts'
import { cancellation, cancellationReport, journeyCopy } from './schema.ts'

const params = z.object({ key: journeyDraft.shape.key })
const tags = ['journeys']
const read = { scope: 'engage:read' } as const
const write = { scope: 'engage:write' } as const

/** Changes of a journey's state that need nothing but its key and answer the journey. */
const changes = [
  ['pause', 'Stop ticks and sending', pauseJourney],
  ['resume', 'Go on where the journey stood', resumeJourney],
  ['finish', 'Let nobody enter any more; who is inside goes on to the end', finishJourney],
  ['archive', 'Put a journey away that no longer runs', archiveJourney],
  ['restore', 'Take an archived journey back into the lists', restoreJourney],
] as const

export const lifecycleRoutes: FastifyPluginAsyncZod = async (app) => {
  for (const [verb, summary, change] of changes) {
    app.post(
      `/api/journeys/:key/${verb}`,
      { config: write, schema: { tags, summary, params, response: { 200: journeyView } } },
      async (request) => {
        await change(request.ctx, request.params.key)
        return readJourney(request.ctx, request.params.key)
      },
    )
  }
  app.post(
    '/api/journeys/:key/cancel',
    {
      config: write,
      schema: {
        tags,
        summary:
          'End a journey at once: take everybody out, send nothing more; says what was sent and what was not',
        params,
        body: cancellation,
        response: { 200: cancellationReport },
      },
    },
    async (request) => cancelJourney(request.ctx, request.params.key, request.body),
  )
  app.get(
    '/api/journeys/:key/cancellation',
    {
      config: read,
      schema: {
        tags,
        summary: 'What a cancelled journey had sent and what it no longer sends',
        params,
        response: { 200: cancellationReport },
      },
    },
    async (request) => readCancellation(request.ctx, request.params.key),
  )
  app.post(
    '/api/journeys/:key/copies',
    {
      config: write,
      schema: {
        tags,
        summary: 'Create a draft with the draft of this journey',
        params,
        body: journeyCopy,
        response: { 201: journeyView },
      },
    },
    async (request, reply) => {
      const { version } = await copyJourney(request.ctx, request.params.key, request.body)
      reply.header('etag', etag(version))
      return reply.code(201).send(await readJourney(request.ctx, request.body.key))
    },
  )
  app.delete(
    '/api/journeys/:key',
    {
      config: write,
      schema: {
        tags,
        summary: 'Delete a journey that was never published',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteDraft(request.ctx, request.params.key, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
}
