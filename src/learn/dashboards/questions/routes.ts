import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { answerMetric } from './answer-metric.ts'
import { askQuestions } from './ask-questions.ts'
import { metricAnswer, metricQuestion, questionsInput, widgetQuestion } from './schema.ts'

const tags = ['dashboards']
const read = { config: { scope: 'learn:read' } } as const

/**
 * A board is answered widget by widget: here the filters are laid over all questions at once, saved or being edited;
 * then each analysis is asked at /api/analyses/run, where answers are kept and can be cancelled.
 */
export const questionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/dashboard-questions',
    {
      ...read,
      schema: {
        tags,
        summary: 'What widgets ask, with filters laid over their questions',
        body: questionsInput,
        response: { 200: z.object({ items: z.array(widgetQuestion) }) },
      },
    },
    async (request) => ({ items: await askQuestions(request.ctx, request.body) }),
  )
  app.post(
    '/api/dashboard-metrics',
    {
      ...read,
      schema: {
        tags,
        summary: 'The answer of a metric widget: number and change, daily values, or organisations in order',
        body: metricQuestion,
        response: { 200: metricAnswer },
      },
    },
    async (request) => answerMetric(request.ctx, request.body),
  )
}
