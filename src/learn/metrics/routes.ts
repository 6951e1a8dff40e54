import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { abortWithCaller } from '../../platform/http/abort-with-caller.ts'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { calendarDay, definitionKey } from '../../understand/rules/index.ts'
import { archiveMetric } from './archive-metric.ts'
import { breakDown, breakdownQuery, breakdownView, dimensionQuery } from './break-down.ts'
import { dimensionView, explainByDimension } from './explain-by-dimension.ts'
import { explainMetric, explanationQuery, explanationView } from './explain-metric.ts'
import { addMetricsFromLibrary } from './library/add-from-library.ts'
import { readMetricLibrary } from './library/read-library.ts'
import { listMetricOwners, listMetrics, metricListQuery, readMetric } from './list-metrics.ts'
import { listUses, metricUse } from './list-uses.ts'
import { readOrganisationsSeen, seesOrganisation } from './organisations.ts'
import { metricPreview, metricPreviewView, previewMetric } from './preview-metric.ts'
import { listQuietDays, quietDay, removeQuietDay, saveQuietDay } from './quiet-days.ts'
import { readSeries } from './read-series.ts'
import { createMetric, updateMetric } from './save-metric.ts'
import {
  dayRange,
  metricChange,
  metricView,
  newMetric,
  organisationCode,
  seriesView,
  target,
  targetsInput,
} from './schema.ts'
import { listTargets, saveTargets } from './targets.ts'
import { requestBackfill } from './values/refresh-metrics-job.ts'

const tags = ['metrics']
const params = z.object({ key: definitionKey })
const read = { config: { scope: 'learn:read' } } as const
const write = { config: { scope: 'learn:write' } } as const
const job = z.object({ job: z.string() })

export const metricRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/metrics',
    {
      ...read,
      schema: {
        tags,
        summary: 'The registry of metrics, each with its newest value',
        querystring: metricListQuery,
        response: { 200: pageOf(metricView) },
      },
    },
    async (request) => listMetrics(request.ctx, request.query),
  )
  app.post(
    '/api/metrics',
    {
      ...write,
      schema: { tags, summary: 'Define a metric', body: newMetric, response: { 201: metricView } },
    },
    async (request, reply) => {
      const version = await createMetric(request.ctx, request.body)
      const metric = await readMetric(request.ctx, request.body.key)
      return reply.code(201).header('etag', etag(version)).send(metric)
    },
  )
  app.get(
    '/api/metrics/:key',
    { ...read, schema: { tags, summary: 'One metric', params, response: { 200: metricView } } },
    async (request, reply) => {
      const metric = await readMetric(request.ctx, request.params.key)
      return reply.header('etag', etag(metric.version)).send(metric)
    },
  )
  app.put(
    '/api/metrics/:key',
    {
      ...write,
      schema: {
        tags,
        summary: 'Change a metric; values of the earlier formula are no longer shown',
        params,
        body: metricChange,
        response: { 200: metricView },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const version = await updateMetric(request.ctx, key, requireVersion(request), request.body)
      return reply.header('etag', etag(version)).send(await readMetric(request.ctx, key))
    },
  )
  app.post(
    '/api/metric-previews',
    {
      ...read,
      schema: {
        tags,
        summary: 'What a formula that is not saved would give',
        body: metricPreview,
        response: { 200: metricPreviewView },
      },
    },
    async (request, reply) => previewMetric(request.ctx, request.body, abortWithCaller(reply)),
  )
  app.get(
    '/api/metrics/:key/uses',
    {
      ...read,
      schema: {
        tags,
        summary: 'What reads a metric: other metrics, effects, alert rules, dashboards',
        params,
        response: { 200: z.object({ items: z.array(metricUse) }) },
      },
    },
    async (request) => {
      const { key } = await readMetric(request.ctx, request.params.key)
      return { items: await listUses(request.ctx, key) }
    },
  )
  for (const [path, archived, summary] of [
    ['archive', true, 'Put a metric away; its values stay'],
    ['restore', false, 'Take a metric out again'],
  ] as const) {
    app.post(
      `/api/metrics/:key/${path}`,
      { ...write, schema: { tags, summary, params, response: { 200: metricView } } },
      async (request, reply) => {
        const { key } = request.params
        const version = await archiveMetric(request.ctx, key, requireVersion(request), archived)
        return reply.header('etag', etag(version)).send(await readMetric(request.ctx, key))
      },
    )
  }
  app.get(
    '/api/metrics/:key/series',
    {
      ...read,
      schema: {
        tags,
        summary: 'Stored daily values of an organisation, with what was expected and what is unusual',
        params,
        querystring: dayRange.extend({ organisation: organisationCode.default('') }),
        response: { 200: seriesView },
      },
    },
    async (request) => readSeries(request.ctx, { metric: request.params.key, ...request.query }),
  )
  app.get(
    '/api/metrics/:key/explanation',
    {
      ...read,
      schema: {
        tags,
        summary: 'Why a metric changed between two days: by its tree and by organisations',
        params,
        querystring: explanationQuery,
        response: { 200: explanationView },
      },
    },
    async (request) => explainMetric(request.ctx, request.params.key, request.query),
  )
  app.get(
    '/api/metrics/:key/breakdown',
    {
      ...read,
      schema: {
        tags,
        summary: 'A metric over time by organisation, product class, tag or segment',
        params,
        querystring: breakdownQuery,
        response: { 200: breakdownView },
      },
    },
    async (request, reply) =>
      breakDown(request.ctx, request.params.key, request.query, abortWithCaller(reply)),
  )
  app.get(
    '/api/metrics/:key/contributions',
    {
      ...read,
      schema: {
        tags,
        summary: 'Why a metric changed between two days: by product class, tag or segment, computed now',
        params,
        querystring: dimensionQuery,
        response: { 200: dimensionView },
      },
    },
    async (request, reply) =>
      explainByDimension(request.ctx, request.params.key, request.query, abortWithCaller(reply)),
  )
  app.get(
    '/api/metrics/:key/targets',
    {
      ...read,
      schema: {
        tags,
        summary: 'Targets of a metric for the organisations that the caller sees',
        params,
        response: { 200: z.object({ items: z.array(target) }) },
      },
    },
    async ({ ctx, params: { key } }) => ({
      items: (await listTargets(ctx, key)).filter(({ organisation }) => seesOrganisation(ctx, organisation)),
    }),
  )
  app.put(
    '/api/metrics/:key/targets',
    {
      ...write,
      schema: {
        tags,
        summary: 'Replace the targets of a metric',
        params,
        body: targetsInput,
        response: { 200: z.object({ items: z.array(target) }) },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const version = await saveTargets(request.ctx, key, requireVersion(request), request.body.targets)
      return reply.header('etag', etag(version)).send({ items: await listTargets(request.ctx, key) })
    },
  )
  app.post(
    '/api/metrics/:key/backfills',
    {
      ...write,
      schema: {
        tags,
        summary: 'Compute past days of a metric',
        params,
        body: z.strictObject({ from: calendarDay, to: calendarDay }),
        response: { 202: job },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      await readMetric(request.ctx, key)
      return reply.code(202).send(await requestBackfill(request.ctx, { ...request.body, keys: [key] }))
    },
  )
  app.get(
    '/api/metric-owners',
    {
      ...read,
      schema: {
        tags,
        summary: 'Who owns metrics',
        response: { 200: z.object({ items: z.array(z.string()) }) },
      },
    },
    async (request) => ({ items: await listMetricOwners(request.ctx) }),
  )
  app.get(
    '/api/metric-organisations',
    {
      ...read,
      schema: {
        tags,
        summary: 'Organisations that metrics have values of, in the data scope of the caller',
        response: {
          200: z.object({
            items: z.array(
              z.object({
                code: z.string(),
                parent: z.string().nullable(),
                name: z.string(),
                level: z.enum(['head_office', 'branch', 'sub_branch']),
              }),
            ),
          }),
        },
      },
    },
    async ({ ctx }) => ({ items: await readOrganisationsSeen(ctx) }),
  )
  app.get(
    '/api/metric-library',
    {
      ...read,
      schema: {
        tags,
        summary: 'Ready metrics of a bank',
        response: { 200: z.object({ items: z.array(newMetric) }) },
      },
    },
    async () => ({ items: readMetricLibrary() }),
  )
  app.post(
    '/api/metric-library',
    {
      ...write,
      schema: {
        tags,
        summary: 'Make ready metrics the bank’s own, with those they are made of',
        body: z.strictObject({
          keys: z.array(definitionKey).max(500).optional().describe('All unless given'),
        }),
        response: { 200: z.object({ added: z.array(z.string()) }) },
      },
    },
    async (request) => ({ added: await addMetricsFromLibrary(request.ctx, request.body.keys) }),
  )
  app.get(
    '/api/quiet-days',
    {
      ...read,
      schema: {
        tags,
        summary: 'Days beside the holidays on which nothing is made of a number',
        response: { 200: z.object({ items: z.array(quietDay) }) },
      },
    },
    async (request) => ({ items: await listQuietDays(request.ctx) }),
  )
  app.put(
    '/api/quiet-days',
    { ...write, schema: { tags, summary: 'Enter a quiet day', body: quietDay, response: { 204: z.null() } } },
    async (request, reply) => {
      await saveQuietDay(request.ctx, request.body)
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/api/quiet-days/:day',
    {
      ...write,
      schema: {
        tags,
        summary: 'Take a quiet day back',
        params: z.object({ day: calendarDay }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeQuietDay(request.ctx, request.params.day)
      return reply.code(204).send(null)
    },
  )
}
