import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { abortWithCaller } from '../../../platform/http/abort-with-caller.ts'
import { etag, requireVersion } from '../../../platform/http/route-kit.ts'
import { listMailings, listSendings, readMailing } from './list-mailings.ts'
import { sendMailingsJob } from './mailings-job.ts'
import { previewMail } from './preview-mail.ts'
import { requestSending } from './request-sending.ts'
import { createMailing, deleteMailing, updateMailing } from './save-mailing.ts'
import {
  mailingInput,
  mailingView,
  mailPreview,
  mailPreviewView,
  sendingPage,
  sendingQuery,
} from './schema.ts'

const tags = ['dashboards']
const read = { config: { scope: 'learn:read' } } as const
const write = { config: { scope: 'learn:write' } } as const
const id = z.coerce.number().int().min(1).max(2_147_483_647)
const ofBoard = z.object({ id })
const params = z.object({ id, mailing: id })

export const mailingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/dashboards/:id/mailings',
    {
      ...read,
      schema: {
        tags,
        summary:
          'To whom a dashboard is mailed, and when; all mailings for its editors, their own for others',
        params: ofBoard,
        response: { 200: z.object({ items: z.array(mailingView) }) },
      },
    },
    async (request) => ({ items: await listMailings(request.ctx, request.params.id) }),
  )
  app.post(
    '/api/dashboards/:id/mailings',
    {
      ...write,
      schema: {
        tags,
        summary: 'Mail a dashboard on a schedule, with your rights',
        params: ofBoard,
        body: mailingInput,
        response: { 201: mailingView },
      },
    },
    async (request, reply) => {
      const board = request.params.id
      const made = await readMailing(
        request.ctx,
        board,
        await createMailing(request.ctx, board, request.body),
      )
      return reply.code(201).header('etag', etag(made.version)).send(made)
    },
  )
  app.post(
    '/api/dashboards/:id/mail-previews',
    {
      ...read,
      schema: {
        tags,
        summary: 'A dashboard as the mail that would go out now, with your rights; nothing is sent',
        params: ofBoard,
        body: mailPreview,
        response: { 200: mailPreviewView },
      },
    },
    async (request, reply) =>
      previewMail(request.ctx, request.params.id, request.body, abortWithCaller(reply)),
  )
  app.put(
    '/api/dashboards/:id/mailings/:mailing',
    {
      ...write,
      schema: {
        tags,
        summary: 'Change a mailing, switch it off or on; it is yours from then on',
        params,
        body: mailingInput,
        response: { 200: mailingView },
      },
    },
    async (request, reply) => {
      const { id: board, mailing } = request.params
      await updateMailing(request.ctx, board, mailing, requireVersion(request), request.body)
      const changed = await readMailing(request.ctx, board, mailing)
      return reply.header('etag', etag(changed.version)).send(changed)
    },
  )
  app.delete(
    '/api/dashboards/:id/mailings/:mailing',
    { ...write, schema: { tags, summary: 'Remove a mailing', params, response: { 204: z.null() } } },
    async (request, reply) => {
      const { id: board, mailing } = request.params
      await deleteMailing(request.ctx, board, mailing, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/dashboards/:id/mailings/:mailing/sendings',
    {
      ...read,
      schema: {
        tags,
        summary: 'When a mailing was sent, and who got it',
        params,
        querystring: sendingQuery,
        response: { 200: sendingPage },
      },
    },
    async (request) => listSendings(request.ctx, request.params.id, request.params.mailing, request.query),
  )
  app.post(
    '/api/dashboards/:id/mailings/:mailing/sendings',
    {
      ...write,
      schema: {
        tags,
        summary: 'Send a mailing now, beside its schedule',
        params,
        response: { 202: z.object({ sending: z.uuid() }) },
      },
    },
    async (request, reply) => {
      const { id: board, mailing } = request.params
      const sending = await requestSending(request.ctx, board, mailing)
      await request.ctx.jobs.enqueue(sendMailingsJob, {}, { key: 'asked' })
      return reply.code(202).send({ sending })
    },
  )
}
