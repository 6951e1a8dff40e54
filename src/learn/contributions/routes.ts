import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { AppError } from '../../platform/errors.ts'
import { findCauses, ratioSuspectsOf, suspectsOf } from './adtributor.ts'
import { explainChange } from './explain-change.ts'
import { explainRate } from './mix-and-rate.ts'
import { listOf, treeOf } from './tree-list.ts'
import {
  causesAnswer,
  causesQuestion,
  changeAnswer,
  changeQuestion,
  rateAnswer,
  rateQuestion,
} from './schema.ts'

const tags = ['contributions']
const config = { scope: 'learn:read' } as const

/** Why a metric moved: these ask, and change nothing. */
export const contributionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/api/contributions/change',
    {
      config,
      schema: {
        tags,
        summary: 'How much each part of a metric contributed to its change',
        body: changeQuestion,
        response: { 200: changeAnswer },
      },
    },
    async (request) => {
      const explained = explainChange(treeOf(request.body.nodes))
      if (explained) return { contributions: listOf(explained) }
      throw new AppError(
        'invalid_request',
        'A ratio in the tree is divided by 0 before or after, or a value is too large: there is no change to explain',
        { details: [{ path: '/nodes', message: 'have a ratio over 0, or too large a value' }] },
      )
    },
  )
  app.post(
    '/api/contributions/rate',
    {
      config,
      schema: {
        tags,
        summary: 'How much each segment moved an overall rate, by its own rate and by its share',
        body: rateQuestion,
        response: { 200: rateAnswer },
      },
    },
    async (request) => {
      const segments = explainRate(request.body.segments)
      if (segments) return { segments }
      throw new AppError('invalid_request', 'The weights sum to 0 before or after: there is no rate', {
        details: [{ path: '/segments', message: 'sum to a weight of 0' }],
      })
    },
  )
  app.post(
    '/api/contributions/causes',
    {
      config,
      schema: {
        tags,
        summary: 'Which dimension and which of its elements explain a change (Adtributor)',
        body: causesQuestion,
        response: { 200: causesAnswer },
      },
    },
    async (request) => {
      const { dimensions, together, each } = request.body
      const suspects = Object.fromEntries(
        Object.entries(dimensions).map(([dimension, elements]) => [
          dimension,
          elements.every((element) => 'expected' in element)
            ? suspectsOf(elements)
            : ratioSuspectsOf(elements.filter((element) => 'numerator' in element)),
        ]),
      )
      return { findings: findCauses(suspects, { together, each, findings: 3 }) }
    },
  )
}
