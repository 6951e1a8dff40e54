import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { audienceView, checkAudience } from './audience/check-audience.ts'
import { previewInput, previewTemplate, previewView } from './preview/preview-template.ts'
import { readTemplate } from './read-template.ts'
import { ruleRoutes } from './rules/routes.ts'
import { createTemplate, updateTemplate } from './save-template.ts'
import { templateDraft, templateKey, templateQuery, templateSummary, templateView } from './schema.ts'
import { searchTemplates } from './search-templates.ts'
import { draftOf, readRow } from './template-state.ts'
import { listVariables, loadWorld } from './variables/index.ts'
import { versionRoutes } from './versions/routes.ts'

const tags = ['templates']
const params = z.object({ key: templateKey })

const variableView = z.object({
  path: z.string(),
  group: z.enum(['customer', 'bank', 'tag', 'holding', 'event', 'message']),
  label: z.object({ 'zh-CN': z.string(), en: z.string() }),
  type: z.enum(['text', 'number', 'money', 'date', 'boolean']),
})

export const templateRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(versionRoutes)
  await app.register(ruleRoutes)
  app.get(
    '/api/templates',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'What messages say',
        querystring: templateQuery,
        response: { 200: pageOf(templateSummary) },
      },
    },
    async (request) => searchTemplates(request.ctx, request.query),
  )
  app.post(
    '/api/templates',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Begin a template; nobody receives it before it is published',
        body: templateDraft,
        response: { 201: templateView },
      },
    },
    async (request, reply) => {
      const { key, version } = await createTemplate(request.ctx, request.body)
      return reply
        .code(201)
        .header('etag', etag(version))
        .send(await readTemplate(request.ctx, key))
    },
  )
  app.get(
    '/api/templates/:key',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'One template: draft, problems, who sends it',
        params,
        response: { 200: templateView },
      },
    },
    async (request, reply) => {
      const template = await readTemplate(request.ctx, request.params.key)
      return reply.header('etag', etag(template.version)).send(template)
    },
  )
  app.put(
    '/api/templates/:key',
    {
      config: { scope: 'engage:write' },
      schema: {
        tags,
        summary: 'Change the draft of a template; what is published stays as it is',
        params,
        body: templateDraft,
        response: { 200: templateView },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const saved = await updateTemplate(request.ctx, key, request.body, requireVersion(request))
      return reply.header('etag', etag(saved.version)).send(await readTemplate(request.ctx, key))
    },
  )
  app.post(
    '/api/template-previews',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'A template as customers would get it, masked, with everything that is wrong with it',
        body: previewInput,
        response: { 200: previewView },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return previewTemplate(request.ctx, request.body)
    },
  )
  app.get(
    '/api/templates/:key/audience',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'How many customers of a segment lack a value that the draft needs',
        params,
        querystring: z.object({ segment: z.string().min(1).max(64) }),
        response: { 200: audienceView },
      },
    },
    async (request) => {
      const draft = draftOf(await readRow(request.ctx, request.params.key))
      return checkAudience(request.ctx, draft, request.query.segment)
    },
  )
  app.get(
    '/api/template-variables',
    {
      config: { scope: 'engage:read' },
      schema: {
        tags,
        summary: 'What texts can say about a customer',
        querystring: z.object({ search: z.string().max(100).optional() }),
        response: { 200: z.object({ items: z.array(variableView) }) },
      },
    },
    async (request) => {
      const all = listVariables(await loadWorld(request.ctx))
      const wanted = request.query.search?.toLowerCase() ?? ''
      const fits = (text: string): boolean => text.toLowerCase().includes(wanted)
      return {
        items: all
          .filter(({ path, label }) => fits(path) || fits(label.en) || fits(label['zh-CN']))
          .map(({ path, group, label, type }) => ({ path, group, label, type })),
      }
    },
  )
}
