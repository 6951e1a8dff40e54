import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { linkId, mergeView } from '../identity/index.ts'
import { acceptDuplicate } from './accept-duplicate.ts'
import { countDuplicates } from './count-duplicates.ts'
import { listDuplicates, readDuplicate } from './list-duplicates.ts'
import { queueConflict } from './queue-conflict.ts'
import { refuseDuplicate } from './refuse-duplicate.ts'
import { requestSearch } from './request-search.ts'
import {
  acceptInput,
  duplicateCounts,
  duplicateQuery,
  duplicateView,
  refuseInput,
  searchInput,
  undoInput,
} from './schema.ts'
import { undoDuplicate } from './undo-duplicate.ts'
import { undoMerge } from './undo-merge.ts'

const byId = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
const read = { scope: 'customers:read' } as const
const write = { scope: 'understand:write' } as const
const tags = ['duplicates']
const response = { 200: duplicateView }

export const duplicateRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/duplicates',
    {
      config: read,
      schema: {
        tags,
        summary: 'Suspected duplicates, most probable first',
        querystring: duplicateQuery,
        response: { 200: pageOf(duplicateView) },
      },
    },
    async (request) => listDuplicates(request.ctx, request.query),
  )
  app.get(
    '/api/duplicates/counts',
    {
      config: read,
      schema: { tags, summary: 'Suspected duplicates by state', response: { 200: duplicateCounts } },
    },
    async (request) => countDuplicates(request.ctx),
  )
  app.get(
    '/api/duplicates/:id',
    { config: read, schema: { tags, summary: 'A suspected duplicate', params: byId, response } },
    async (request) => readDuplicate(request.ctx, request.params.id),
  )
  app.post(
    '/api/duplicates/search',
    {
      config: write,
      schema: {
        tags,
        summary: 'Search for duplicates',
        body: searchInput,
        response: { 202: z.object({ job: z.string().nullable() }) },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return requestSearch(request.ctx, request.body)
    },
  )
  app.post(
    '/api/duplicates/:id/accept',
    {
      config: write,
      schema: { tags, summary: 'The same person: merge them', params: byId, body: acceptInput, response },
    },
    async (request) => acceptDuplicate(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/duplicates/:id/refuse',
    {
      config: write,
      schema: { tags, summary: 'Two people: never suggest again', params: byId, body: refuseInput, response },
    },
    async (request) => refuseDuplicate(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/duplicates/:id/undo',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take a decision back, and its merge apart',
        params: byId,
        body: undoInput.optional(),
        response,
      },
    },
    async (request) => undoDuplicate(request.ctx, request.params.id, request.body ?? {}),
  )
  app.post(
    '/api/identity/merges/:id/undo',
    {
      config: write,
      schema: {
        tags: ['identity'],
        summary: 'Take a merge apart; both sides get back what is theirs, and stay apart',
        params: linkId,
        body: undoInput,
        response: { 200: mergeView },
      },
    },
    async (request) => undoMerge(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/identity/conflicts/:id/queue',
    {
      config: write,
      schema: {
        tags: ['identity'],
        summary: 'Put the two customers of a conflict into the stewards’ queue',
        params: linkId,
        response,
      },
    },
    async (request) => queueConflict(request.ctx, request.params.id),
  )
}
