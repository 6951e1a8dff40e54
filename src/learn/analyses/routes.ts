import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { abortWithCaller } from '../../platform/http/abort-with-caller.ts'
import { latestOnly } from '../../understand/segments/index.ts'
import { readMembers } from './read-members.ts'
import {
  analysisResult,
  cellSegment,
  cellSegmentView,
  membersInput,
  membersPage,
  progressView,
  runInput,
} from './result-schema.ts'
import { analysisCache, runAnalysis } from './run-analysis.ts'
import { runningQuestions } from './running-questions.ts'
import { saveCellAsSegment } from './save-cell-as-segment.ts'
import { savedAnalysisRoutes } from './saved/routes.ts'
import { takingTurns } from './taking-turns.ts'

const tags = ['analyses']
/** A dashboard asks many questions at once; other readers of the store are not to wait for all of them. */
const atOnce = 2

export const analysisRoutes: FastifyPluginAsyncZod = async (app) => {
  const cache = analysisCache()
  const editors = latestOnly()
  const turns = takingTurns(atOnce)
  const running = runningQuestions()
  await app.register(savedAnalysisRoutes)
  app.post(
    '/api/analyses/run',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'Ask a question about behaviour',
        body: runInput,
        response: { 200: analysisResult },
      },
    },
    async (request, reply) => {
      const { analysis, editor, fresh, question } = request.body
      const gone = abortWithCaller(reply)
      const run = (signal: AbortSignal) =>
        running.follow(request.ctx, question, (begin) =>
          turns(signal, () => runAnalysis(begin(), analysis, { cache, fresh, signal })),
        )
      if (editor === undefined) return run(gone)
      const { kind, id } = request.ctx.actor
      return editors.run(`${kind} ${id} ${editor}`, gone, run)
    },
  )
  app.get(
    '/api/analyses/progress/:question',
    {
      config: { scope: 'learn:read' },
      schema: {
        tags,
        summary: 'How far a question of one’s own is',
        params: z.object({ question: z.uuid() }),
        response: { 200: progressView },
      },
    },
    async (request) => running.progressOf(request.ctx.actor, request.params.question),
  )
  app.post(
    '/api/analyses/members',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Who is behind a cell of an answer; masked',
        body: membersInput,
        response: { 200: membersPage },
      },
    },
    async (request, reply) => {
      const gone = abortWithCaller(reply)
      return turns(gone, () => readMembers(request.ctx, request.body, gone))
    },
  )
  app.post(
    '/api/analyses/segment',
    {
      config: { scope: 'understand:write' },
      schema: {
        tags,
        summary: 'Save the customers behind a cell as a segment that stays as it is',
        body: cellSegment,
        response: { 201: cellSegmentView },
      },
    },
    async (request, reply) => {
      const saved = await saveCellAsSegment(request.ctx, request.body)
      return reply.code(201).header('location', `/api/segments/${saved.segment}`).send(saved)
    },
  )
}
