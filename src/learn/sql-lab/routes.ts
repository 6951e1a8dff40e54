import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { abortWithCaller } from '../../platform/http/abort-with-caller.ts'
import { etag, requireVersion } from '../../platform/http/route-kit.ts'
import { writeCsv, writeExcel } from '../sheets/index.ts'
import { checkWritten } from './check-written.ts'
import { listRuns } from './list-runs.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { readLabSchema } from './read-lab-schema.ts'
import { runStatement } from './run-statement.ts'
import {
  createSavedQuery,
  deleteSavedQuery,
  listSavedQueries,
  readSavedQuery,
  updateSavedQuery,
} from './saved-queries.ts'
import {
  checkView,
  exportInput,
  labSchemaView,
  runPage,
  runQuery,
  savedQueryInput,
  savedQueryPage,
  savedQueryQuery,
  savedQueryView,
  statementAnswer,
  statementInput,
  type StatementAnswer,
} from './schema.ts'
import { sheetOf } from './sheet-of.ts'

const tags = ['sql lab']
const config = { scope: 'sql:read' } as const
const files = {
  csv: {
    type: 'text/csv; charset=utf-8',
    write: async (answer: StatementAnswer) => writeCsv([sheetOf(answer)], { titled: false }),
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    write: (answer: StatementAnswer) => writeExcel([sheetOf(answer)]),
  },
} as const
const byId = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const sqlLabRoutes: FastifyPluginAsyncZod = async (app) => {
  const turns = oneAtATime()
  app.get(
    '/api/sql-lab/schema',
    {
      config,
      schema: {
        tags,
        summary: 'Tables that statements may read, functions and limits',
        response: { 200: labSchemaView },
      },
    },
    async (request) => readLabSchema(request.ctx),
  )
  app.post(
    '/api/sql-lab/check',
    {
      config,
      schema: {
        tags,
        summary: 'Whether a statement may run, and where it is wrong',
        body: statementInput,
        response: { 200: checkView },
      },
    },
    async (request, reply) => checkWritten(request.ctx, request.body.sql, abortWithCaller(reply)),
  )
  app.post(
    '/api/sql-lab/run',
    {
      config,
      schema: {
        tags,
        summary: 'Run one SELECT; giving up the request stops it',
        body: statementInput,
        response: { 200: statementAnswer },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const signal = abortWithCaller(reply)
      return turns(request.ctx.actor, () => runStatement(request.ctx, request.body.sql, { signal }))
    },
  )
  app.post(
    '/api/sql-lab/exports',
    {
      config,
      schema: {
        tags,
        summary: 'The rows of one SELECT as a CSV or Excel file',
        body: exportInput,
        response: { 200: z.any().describe('The file; its name is in the header Content-Disposition') },
      },
    },
    async (request, reply) => {
      const { sql, format } = request.body
      const signal = abortWithCaller(reply)
      const answer = await turns(request.ctx.actor, () =>
        runStatement(request.ctx, sql, { purpose: 'export', signal }),
      )
      const { type, write } = files[format]
      const content = await write(answer)
      return reply
        .type(type)
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="query.${format}"`)
        .header('x-truncated', String(answer.truncated))
        .send(content)
    },
  )
  app.get(
    '/api/sql-lab/runs',
    {
      config,
      schema: {
        tags,
        summary: 'Statements that the caller ran, newest first',
        querystring: runQuery,
        response: { 200: runPage },
      },
    },
    async (request) => listRuns(request.ctx, request.query),
  )
  app.get(
    '/api/sql-lab/queries',
    {
      config,
      schema: {
        tags,
        summary: 'Saved statements: one’s own, and shared ones',
        querystring: savedQueryQuery,
        response: { 200: savedQueryPage },
      },
    },
    async (request) => listSavedQueries(request.ctx, request.query),
  )
  app.post(
    '/api/sql-lab/queries',
    {
      config,
      schema: { tags, summary: 'Save a statement', body: savedQueryInput, response: { 201: savedQueryView } },
    },
    async (request, reply) => {
      const saved = await createSavedQuery(request.ctx, request.body)
      reply
        .code(201)
        .header('etag', etag(saved.version))
        .header('location', `/api/sql-lab/queries/${saved.id}`)
      return saved
    },
  )
  app.get(
    '/api/sql-lab/queries/:id',
    {
      config,
      schema: { tags, summary: 'A saved statement', params: byId, response: { 200: savedQueryView } },
    },
    async (request, reply) => {
      const saved = await readSavedQuery(request.ctx, request.params.id)
      reply.header('etag', etag(saved.version))
      return saved
    },
  )
  app.put(
    '/api/sql-lab/queries/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a saved statement of one’s own',
        params: byId,
        body: savedQueryInput,
        response: { 200: savedQueryView },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const saved = await updateSavedQuery(request.ctx, id, requireVersion(request), request.body)
      reply.header('etag', etag(saved.version))
      return saved
    },
  )
  app.delete(
    '/api/sql-lab/queries/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Delete a saved statement of one’s own',
        params: byId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteSavedQuery(request.ctx, request.params.id, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
}
