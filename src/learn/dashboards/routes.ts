import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { etag, requireVersion } from '../../platform/http/route-kit.ts'
import { annotationRoutes } from './annotations/routes.ts'
import { archiveDashboard, deleteDashboard } from './archive-dashboard.ts'
import { exportRoutes } from './export/routes.ts'
import { libraryRoutes } from './library/routes.ts'
import { listDashboards, readDashboard } from './list-dashboards.ts'
import { mailingRoutes } from './mailings/routes.ts'
import { questionRoutes } from './questions/routes.ts'
import { copyDashboard, createDashboard, updateDashboard } from './save-dashboard.ts'
import {
  copyInput,
  dashboardChange,
  dashboardPage,
  dashboardQuery,
  dashboardView,
  newDashboard,
  person,
  sharingChange,
} from './schema.ts'
import { listPeople, shareDashboard } from './share-dashboard.ts'

const tags = ['dashboards']
const read = { config: { scope: 'learn:read' } } as const
const write = { config: { scope: 'learn:write' } } as const
const params = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const dashboardRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(questionRoutes)
  await app.register(annotationRoutes)
  await app.register(mailingRoutes)
  await app.register(libraryRoutes)
  await app.register(exportRoutes)
  app.get(
    '/api/dashboards',
    {
      ...read,
      schema: {
        tags,
        summary: 'Dashboards that are yours or shared with you',
        querystring: dashboardQuery,
        response: { 200: dashboardPage },
      },
    },
    async (request) => listDashboards(request.ctx, request.query),
  )
  app.post(
    '/api/dashboards',
    {
      ...write,
      schema: { tags, summary: 'Make a dashboard', body: newDashboard, response: { 201: dashboardView } },
    },
    async (request, reply) => {
      const id = await createDashboard(request.ctx, request.body)
      if (id === null) throw new AppError('conflict', 'There is this dashboard already')
      const made = await readDashboard(request.ctx, id)
      reply.code(201).header('etag', etag(made.version)).header('location', `/api/dashboards/${id}`)
      return made
    },
  )
  app.get(
    '/api/dashboards/:id',
    {
      ...read,
      schema: {
        tags,
        summary: 'A dashboard with its widgets, and what you may do with it',
        params,
        response: { 200: dashboardView },
      },
    },
    async (request, reply) => {
      const board = await readDashboard(request.ctx, request.params.id)
      return reply.header('etag', etag(board.version)).send(board)
    },
  )
  app.put(
    '/api/dashboards/:id',
    {
      ...write,
      schema: {
        tags,
        summary: 'Change a dashboard',
        params,
        body: dashboardChange,
        response: { 200: dashboardView },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await updateDashboard(request.ctx, id, requireVersion(request), request.body)
      const board = await readDashboard(request.ctx, id)
      return reply.header('etag', etag(board.version)).send(board)
    },
  )
  app.put(
    '/api/dashboards/:id/sharing',
    {
      ...write,
      schema: {
        tags,
        summary: 'Say who else may see or edit a dashboard; for its owner',
        params,
        body: sharingChange,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await shareDashboard(request.ctx, request.params.id, requireVersion(request), request.body)
      // Whoever gave the board away may no longer read it.
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/dashboards/:id/copies',
    {
      ...write,
      schema: {
        tags,
        summary: 'Make a dashboard of your own with the same widgets',
        params,
        body: copyInput,
        response: { 201: dashboardView },
      },
    },
    async (request, reply) => {
      const id = await copyDashboard(request.ctx, request.params.id, request.body)
      const made = await readDashboard(request.ctx, id)
      reply.code(201).header('etag', etag(made.version)).header('location', `/api/dashboards/${id}`)
      return made
    },
  )
  for (const [path, archived, summary] of [
    ['archive', true, 'Put a dashboard away; its mailings stop'],
    ['restore', false, 'Take a dashboard out again'],
  ] as const) {
    app.post(
      `/api/dashboards/:id/${path}`,
      { ...write, schema: { tags, summary, params, response: { 200: dashboardView } } },
      async (request, reply) => {
        const { id } = request.params
        await archiveDashboard(request.ctx, id, requireVersion(request), archived)
        const board = await readDashboard(request.ctx, id)
        return reply.header('etag', etag(board.version)).send(board)
      },
    )
  }
  app.delete(
    '/api/dashboards/:id',
    {
      ...write,
      schema: {
        tags,
        summary: 'Delete a dashboard with its annotations and mailings',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteDashboard(request.ctx, request.params.id, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/dashboard-people',
    {
      ...write,
      schema: {
        tags,
        summary: 'Whom a dashboard can be shared with',
        response: { 200: z.object({ items: z.array(person) }) },
      },
    },
    async (request) => ({ items: await listPeople(request.ctx) }),
  )
}
