import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { pageOf } from '../../platform/http/route-kit.ts'
import type { Spool } from '../spool/index.ts'
import { countDeadLetters, listDeadLetters } from './list-dead-letters.ts'
import { discardDeadLetters, replayDeadLetters } from './replay-dead-letters.ts'
import { changedLetters, letterFilter, letterIds, letterQuery, letterView, reasonCount } from './schema.ts'

const tags = ['dead letters']

/** @param spool where replayed items go; undefined in a process that does not collect */
export function deadLetterRoutes(spool: Spool | undefined): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/api/dead-letters',
      {
        config: { scope: 'collect:read' },
        schema: {
          tags,
          summary: 'Refused items',
          querystring: letterQuery,
          response: { 200: pageOf(letterView) },
        },
      },
      async (request) => listDeadLetters(request.ctx, request.query),
    )
    app.get(
      '/api/dead-letters/counts',
      {
        config: { scope: 'collect:read' },
        schema: {
          tags,
          summary: 'Refused items by reason',
          querystring: letterFilter,
          response: { 200: z.object({ items: z.array(reasonCount) }) },
        },
      },
      async (request) => ({ items: await countDeadLetters(request.ctx, request.query) }),
    )
    app.post(
      '/api/dead-letters/replay',
      {
        config: { scope: 'collect:write' },
        schema: {
          tags,
          summary: 'Send refused items through the collector again',
          body: letterIds,
          response: { 200: changedLetters },
        },
      },
      async (request) => {
        if (spool === undefined) {
          throw new AppError(
            'unavailable',
            'This process does not collect: replay on one with ROLE all or collect',
          )
        }
        return replayDeadLetters(request.ctx, spool, request.body)
      },
    )
    app.post(
      '/api/dead-letters/discard',
      {
        config: { scope: 'collect:write' },
        schema: {
          tags,
          summary: 'Give refused items up',
          body: letterIds,
          response: { 200: changedLetters },
        },
      },
      async (request) => discardDeadLetters(request.ctx, request.body),
    )
  }
}
