import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { etag, pageOf, requireVersion } from '../../platform/http/route-kit.ts'
import { definitionKey } from '../../understand/rules/index.ts'
import { type EffectReport, metricResult, readEffect } from '../effects/index.ts'
import { moveFinding } from './acknowledge-finding.ts'
import { answerFinding, findingAnswer } from './answer-finding.ts'
import { listAlertRules, readAlertRule } from './list-alert-rules.ts'
import { listFindings, readFinding, readHistory } from './read-findings.ts'
import { createAlertRule, deleteAlertRule, updateAlertRule } from './save-alert-rule.ts'
import {
  alertRuleChange,
  alertRulesQuery,
  alertRuleView,
  findingEntry,
  findingNote,
  findingsQuery,
  findingView,
  newAlertRule,
} from './schema.ts'

const tags = ['alerts']
const params = z.object({ key: definitionKey })
const findingParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
const read = { config: { scope: 'learn:read' } } as const
const write = { config: { scope: 'learn:write' } } as const

const interval = z.object({ difference: z.number(), low: z.number(), high: z.number(), p: z.number() })
const findingDetail = findingView.extend({
  history: z.array(findingEntry),
  effect: z
    .object({
      status: z.string(),
      treated: z.number().int(),
      holdout: z.number().int().nullable(),
      primary: metricResult
        .pick({ key: true, name: true, unit: true, direction: true })
        .extend({
          comparison: interval.nullable(),
        })
        .nullable()
        .describe('The metric that decides: that of the finding, unless the plan says another'),
      conversion: interval.nullable(),
      aum: interval.nullable().describe('Change of AUM per customer against the holdout'),
      incrementalAum: z.number().nullable(),
      complete: z.boolean(),
    })
    .nullable()
    .describe('Of the journey that answers it; null without one, and within a data scope'),
})

async function detailOf(ctx: Context, id: number): Promise<z.output<typeof findingDetail>> {
  const finding = await readFinding(ctx, id)
  const [history, report] = await Promise.all([
    readHistory(ctx, id),
    // An effect is that of a journey in the whole bank.
    finding.journey === null || ctx.actor.organisations !== null ? null : readEffect(ctx, finding.journey),
  ])
  return { ...finding, history, effect: report && effectOf(report) }
}

function effectOf(report: EffectReport): z.output<typeof findingDetail>['effect'] {
  return {
    status: report.status,
    treated: report.treated.customers,
    holdout: report.holdout?.customers ?? null,
    primary: report.metrics.find(({ role }) => role === 'primary') ?? null,
    conversion: report.conversion,
    aum: report.aum,
    incrementalAum: report.incremental?.aum ?? null,
    complete: report.complete,
  }
}

export const alertRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/alerts/rules',
    {
      ...read,
      schema: {
        tags,
        summary: 'What of metrics somebody wants to be told',
        querystring: alertRulesQuery,
        response: { 200: pageOf(alertRuleView) },
      },
    },
    async (request) => listAlertRules(request.ctx, request.query),
  )
  app.post(
    '/api/alerts/rules',
    {
      ...write,
      schema: { tags, summary: 'Add an alert rule', body: newAlertRule, response: { 201: alertRuleView } },
    },
    async (request, reply) => {
      const version = await createAlertRule(request.ctx, request.body)
      const rule = await readAlertRule(request.ctx, request.body.key)
      return reply.code(201).header('etag', etag(version)).send(rule)
    },
  )
  app.get(
    '/api/alerts/rules/:key',
    { ...read, schema: { tags, summary: 'One alert rule', params, response: { 200: alertRuleView } } },
    async (request, reply) => {
      const rule = await readAlertRule(request.ctx, request.params.key)
      return reply.header('etag', etag(rule.version)).send(rule)
    },
  )
  app.put(
    '/api/alerts/rules/:key',
    {
      ...write,
      schema: {
        tags,
        summary: 'Change an alert rule; one that means something else resolves what it found',
        params,
        body: alertRuleChange,
        response: { 200: alertRuleView },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const version = await updateAlertRule(request.ctx, key, requireVersion(request), request.body)
      return reply.header('etag', etag(version)).send(await readAlertRule(request.ctx, key))
    },
  )
  app.delete(
    '/api/alerts/rules/:key',
    {
      ...write,
      schema: {
        tags,
        summary: 'Remove an alert rule with its findings',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteAlertRule(request.ctx, request.params.key, requireVersion(request))
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/alerts/findings',
    {
      ...read,
      schema: {
        tags,
        summary: 'What alert rules found, the newest first',
        querystring: findingsQuery,
        response: { 200: pageOf(findingView) },
      },
    },
    async (request) => listFindings(request.ctx, request.query),
  )
  app.get(
    '/api/alerts/findings/:id',
    {
      ...read,
      schema: {
        tags,
        summary: 'One finding: what happened to it, and the effect of the journey that answers it',
        params: findingParams,
        response: { 200: findingDetail },
      },
    },
    async (request) => detailOf(request.ctx, request.params.id),
  )
  for (const [path, to, summary] of [
    ['acknowledge', 'acknowledged', 'Say that somebody looks after a finding'],
    ['resolve', 'resolved', 'Say that nothing need be done about a finding any more'],
  ] as const) {
    app.post(
      `/api/alerts/findings/:id/${path}`,
      {
        ...write,
        schema: { tags, summary, params: findingParams, body: findingNote, response: { 200: findingDetail } },
      },
      async (request) => {
        const { id } = request.params
        await moveFinding(request.ctx, id, to, request.body.note)
        return detailOf(request.ctx, id)
      },
    )
  }
  app.post(
    '/api/alerts/findings/:id/journey',
    {
      ...write,
      schema: {
        tags,
        summary: 'Answer a finding with a journey: an existing one, or a new draft',
        params: findingParams,
        body: findingAnswer,
        response: { 200: findingDetail },
      },
    },
    async (request) => {
      const { id } = request.params
      await answerFinding(request.ctx, id, request.body)
      return detailOf(request.ctx, id)
    },
  )
}
