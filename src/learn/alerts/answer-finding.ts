import { z } from 'zod'
import { applyJourneyDefinitions } from '../../engage/journeys/index.ts'
import { addFromLibrary } from '../../engage/library/index.ts'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { definitionKey } from '../../understand/rules/index.ts'
import { applySegmentDefinitions } from '../../understand/segments/index.ts'
import { effectPlan, savePlan } from '../effects/index.ts'
import { loadDefinitions, organisationsBelow } from '../metrics/index.ts'
import { readFinding } from './read-findings.ts'
import type { FindingView } from './schema.ts'
import { alertTables, noteHappening } from './store.ts'

export const findingAnswer = z.strictObject({
  journey: definitionKey.describe('Key of the journey that answers the finding'),
  from: z
    .enum(['existing', 'library', 'customers', 'segment'])
    .describe(
      'existing: a journey that is there; library: a draft of the ready journey `library`; customers: a draft that brings the customers behind the finding to their managers, with a holdout; segment: the same for the members of `segment`',
    ),
  library: definitionKey.optional(),
  segment: definitionKey.optional().describe('Such as the customers behind a point of an analysis'),
})

/**
 * Open a strategy for a finding: a journey, whose effect the finding then shows.
 * @throws AppError not_found, forbidden without engage:write when a draft is to be made, conflict when its key is taken
 */
export async function answerFinding(
  ctx: Context,
  id: number,
  { journey, from, library, segment }: z.output<typeof findingAnswer>,
): Promise<void> {
  const finding = await readFinding(ctx, id)
  const exists = await alertTables(ctx.postgres)
    .selectFrom('journey')
    .select('key')
    .where('key', '=', journey)
    .executeTakeFirst()
  if (from === 'existing' && !exists) throw new AppError('not_found', `There is no journey "${journey}"`)
  if (from !== 'existing') {
    if (!ctx.actor.scopes.has('engage:write'))
      throw new AppError('forbidden', 'Making a draft of a journey needs the scope engage:write')
    if (exists) throw new AppError('conflict', `There is a journey "${journey}" already: choose another key`)
    if (from === 'library') await addFromLibrary(ctx, library ?? journey, journey)
    else
      await draftForMembers(
        ctx,
        finding,
        journey,
        from === 'segment' ? await knownSegment(ctx, segment) : await segmentBehind(ctx, finding),
      )
    await judgeByItsMetric(ctx, finding, journey)
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await alertTables(transaction).updateTable('finding').set({ journey }).where('id', '=', id).execute()
    await noteHappening({ ...ctx, postgres: transaction }, id, 'journey', journey)
    await writeAudit(transaction, ctx, {
      action: 'finding.journey',
      objectKind: 'finding',
      objectId: String(id),
      detail: { journey, from, library, segment },
    })
  })
}

/** The draft is judged by the metric that the finding is about, where single customers add up to it. */
async function judgeByItsMetric(ctx: Context, finding: FindingView, journey: string): Promise<void> {
  const key = `finding_${finding.id}`
  const plan = effectPlan.parse({
    primary: key,
    metrics: [{ key, name: finding.metricName, measure: { kind: 'registry', metric: finding.metric } }],
  })
  try {
    await savePlan(ctx, journey, plan, 0)
  } catch (error) {
    // A metric that cannot be told of one customer (a ratio of ratios, say) leaves the usual plan.
    if (!(error instanceof AppError && error.code === 'invalid_definition')) throw error
  }
}

/** @throws AppError not_found */
async function knownSegment(ctx: Context, key: string | undefined): Promise<string> {
  const segment = await alertTables(ctx.postgres)
    .selectFrom('segment')
    .select('key')
    .where('key', '=', key ?? '')
    .executeTakeFirst()
  if (!segment)
    throw new AppError('not_found', `There is no segment "${key ?? ''}": choose one that is saved`, {
      details: [{ path: '/segment', message: 'must be the key of a segment' }],
    })
  return segment.key
}

function nameOf({ organisationName, metricName }: FindingView): { 'zh-CN': string; en: string } {
  const where =
    organisationName === ''
      ? { zh: '全行', en: 'the whole bank' }
      : { zh: organisationName, en: organisationName }
  return { 'zh-CN': `${where.zh}：${metricName['zh-CN']}`, en: `${metricName.en} of ${where.en}` }
}

/** A segment of the customers of the organisation who count in the metric. */
async function segmentBehind(ctx: Context, finding: FindingView): Promise<string> {
  const { id, organisation, metric } = finding
  const definition = (await loadDefinitions(ctx)).get(metric)
  const place =
    organisation === ''
      ? { attribute: 'number', op: 'is_set' }
      : { attribute: 'branch', op: 'in', value: await organisationsBelow(ctx, organisation) }
  const key = `finding_${id}`
  await applySegmentDefinitions(ctx, {
    segments: [
      {
        key,
        name: nameOf(finding),
        description: `预警 ${id} 所涉客户。 Customers behind finding ${id}.`,
        rule: definition?.condition ? { all: [place, definition.condition] } : place,
      },
    ],
  })
  return key
}

/** A tenth held out, a task about each other member for their manager. */
async function draftForMembers(
  ctx: Context,
  finding: FindingView,
  journey: string,
  segment: string,
): Promise<void> {
  const name = nameOf(finding)
  await applyJourneyDefinitions(ctx, {
    journeys: [
      {
        key: journey,
        name,
        description: `应对预警 ${finding.id}。 Answers finding ${finding.id}.`,
        publish: false,
        graph: {
          entry: { type: 'segment', segment, next: 'hold_back' },
          nodes: {
            hold_back: { type: 'holdout', percent: 10, next: 'call' },
            call: { type: 'lead', title: name['zh-CN'], dueDays: 7, next: 'done' },
            done: { type: 'exit' },
          },
        },
      },
    ],
  })
}
