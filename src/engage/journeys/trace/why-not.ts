import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { latestSnapshot } from '../../../understand/segments/index.ts'
import type { findJourney } from '../counts/find-journey.ts'
import { journeyGraph, type JourneyGraph } from '../schema.ts'
import { explainRuleFor } from './explain-rule-for.ts'
import type { CustomerTrace, ExplainedRule, entryProblem } from './schema.ts'

type Journey = Awaited<ReturnType<typeof findJourney>>
type Problem = z.infer<typeof entryProblem>

interface Who {
  readonly customer: number
  readonly members: readonly number[]
  readonly entered: boolean
}

const entryState = z.object({ segment: z.number().optional(), snapshot: z.number().optional() })

/**
 * Everything that stands against a customer entering a journey now, and the rule that decides about the audience. What
 * is published decides; before that the draft, as far as it is drawn.
 */
export async function whyNot(
  ctx: Context,
  journey: Journey,
  published: JourneyGraph | undefined,
  who: Who,
): Promise<{ problems: Problem[]; audience: CustomerTrace['audience'] }> {
  const problems = statusProblems(journey)
  const graph = published ?? journeyGraph.safeParse(journey.graph).data
  if (!graph) return { problems, audience: null }
  problems.push(...periodProblems(graph, ctx.clock.now()))
  const reentry = graph.entry.reentry?.allow ?? 'never'
  if (who.entered && reentry === 'never') {
    problems.push({
      code: 'entered_before',
      message: {
        'zh-CN': '该客户已进入过，旅程不允许再次进入',
        en: 'The customer entered before, and the journey lets nobody in twice',
      },
    })
  }
  const { entry } = graph
  const audience =
    entry.type === 'segment' ? await segmentProblems(ctx, journey, entry.segment, who, problems) : null
  if (entry.type === 'api') {
    problems.push({
      code: 'waits_for_call',
      message: { 'zh-CN': '等待其他系统通过接口送入', en: 'Waits for another system to send the customer' },
    })
  }
  if (entry.rule) {
    const explained = await explainRuleFor(ctx, entry.rule, who.customer)
    if (explained && !explained.met) {
      problems.push({
        code: 'rule_does_not_hold',
        message: { 'zh-CN': '不满足进入规则', en: 'The rule of the entry does not hold' },
      })
    }
  }
  return { problems, audience }
}

function statusProblems(journey: Journey): Problem[] {
  if (journey.published_version === null) {
    return [
      {
        code: 'not_published',
        message: { 'zh-CN': '旅程尚未发布', en: 'The journey was never published' },
      },
    ]
  }
  if (journey.status !== 'running') {
    return [
      {
        code: 'not_running',
        message: {
          'zh-CN': '旅程未在运行',
          en: `The journey is ${journey.status}, not running`,
        },
      },
    ]
  }
  if (journey.entry_closed_at === null) return []
  return [
    {
      code: 'entry_closed',
      message: {
        'zh-CN': '旅程正在结束，不再接收新客户',
        en: 'The journey is finishing: nobody enters any more',
      },
    },
  ]
}

function periodProblems({ startsAt, endsAt }: JourneyGraph, now: Date): Problem[] {
  if (startsAt !== undefined && new Date(startsAt) > now) {
    return [
      {
        code: 'not_started',
        message: { 'zh-CN': `旅程于 ${startsAt} 开始`, en: `The journey starts at ${startsAt}` },
      },
    ]
  }
  if (endsAt === undefined || new Date(endsAt) > now) return []
  return [
    {
      code: 'ended',
      message: { 'zh-CN': `旅程已于 ${endsAt} 停止接收客户`, en: `Nobody enters since ${endsAt}` },
    },
  ]
}

/** Adds what the entry segment says against the customer; answers its rule, explained. */
async function segmentProblems(
  ctx: Context,
  journey: Journey,
  key: string,
  { customer, members }: Who,
  problems: Problem[],
): Promise<ExplainedRule | null> {
  const segment = await ctx.postgres
    .withTables<{ segment: { key: string; rule: unknown } }>()
    .selectFrom('segment')
    .select('rule')
    .where('key', '=', key)
    .executeTakeFirst()
  const audience = segment ? await explainRuleFor(ctx, segment.rule, customer) : null
  const snapshot = await latestSnapshot(ctx, key)
  if (!snapshot) {
    problems.push({
      code: 'no_snapshot',
      message: { 'zh-CN': `客群 ${key} 还没有快照`, en: `The segment ${key} has no snapshot yet` },
    })
    return audience
  }
  const [row] = await ctx.clickhouse.query(
    `SELECT count() AS members FROM segment_member
     WHERE segment = {segment:UInt32} AND version = {version:UInt32} AND customer IN {members:Array(UInt32)}`,
    { segment: snapshot.segmentId, version: snapshot.version, members },
    z.object({ members: z.coerce.number() }),
  )
  if (row?.members === 0) {
    problems.push({
      code: 'not_in_segment',
      message: {
        'zh-CN': `不在客群 ${key} 最近的快照（${snapshot.asOf.toISOString()}）中`,
        en: `Not in the newest snapshot of the segment ${key}, of ${snapshot.asOf.toISOString()}`,
      },
    })
    return audience
  }
  const read = entryState.safeParse(journey.entry_state)
  if (!read.success || read.data.segment !== snapshot.segmentId || read.data.snapshot !== snapshot.version) {
    problems.push({
      code: 'snapshot_not_read',
      message: {
        'zh-CN': '旅程尚未读取客群最近的快照',
        en: 'The journey has not read the newest snapshot of its segment yet',
      },
    })
  }
  return audience
}
