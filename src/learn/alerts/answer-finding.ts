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
    .enum(['existing', 'library', 'customers'])
    .describe(
      'existing: a journey that is there; library: a draft of the ready journey `library`; customers: a draft that brings the customers behind the finding to their managers, with a holdout',
    ),
  library: definitionKey.optional(),
})

/**
 * Open a strategy for a finding: a journey, whose effect the finding then shows.
 * @throws AppError not_found, forbidden without engage:write when a draft is to be made, conflict when its key is taken
 */
export async function answerFinding(
  ctx: Context,
  id: number,
  { journey, from, library }: z.output<typeof findingAnswer>,
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
    else await draftForCustomers(ctx, finding, journey)
    await judgeByItsMetric(ctx, finding, journey)
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await alertTables(transaction).updateTable('finding').set({ journey }).where('id', '=', id).execute()
    await noteHappening({ ...ctx, postgres: transaction }, id, 'journey', journey)
    await writeAudit(transaction, ctx, {
      action: 'finding.journey',
      objectKind: 'finding',
      objectId: String(id),
      detail: { journey, from, library },
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

/** Customers of the organisation who count in the metric; a tenth held out, a task about each other for their manager. */
async function draftForCustomers(ctx: Context, finding: FindingView, journey: string): Promise<void> {
  const { id, organisation, metricName, organisationName } = finding
  const definition = (await loadDefinitions(ctx)).get(finding.metric)
  const place =
    organisation === ''
      ? { attribute: 'number', op: 'is_set' }
      : { attribute: 'branch', op: 'in', value: await organisationsBelow(ctx, organisation) }
  const segment = `finding_${id}`
  const where =
    organisationName === ''
      ? { zh: '全行', en: 'the whole bank' }
      : { zh: organisationName, en: organisationName }
  const name = {
    'zh-CN': `${where.zh}：${metricName['zh-CN']}`,
    en: `${metricName.en} of ${where.en}`,
  }
  await applySegmentDefinitions(ctx, {
    segments: [
      {
        key: segment,
        name,
        description: `预警 ${id} 所涉客户。 Customers behind finding ${id}.`,
        rule: definition?.condition ? { all: [place, definition.condition] } : place,
      },
    ],
  })
  await applyJourneyDefinitions(ctx, {
    journeys: [
      {
        key: journey,
        name,
        description: `应对预警 ${id}。 Answers finding ${id}.`,
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
