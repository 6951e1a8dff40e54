import { z } from 'zod'
import { contactCategory } from '../../govern/consent/index.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import {
  gateQuestion,
  type GateQuestion,
  numbersSql,
  readGateKnowledge,
  refusedSinceSql,
} from '../contact-gate/index.ts'
import type { Touch } from './compose-messages.ts'
import type { Dispatch } from './provider.ts'

/** What the gate says of touches that it let pass before. */
export interface SecondAnswer {
  /** Customers who have refused since, with the reason. */
  readonly refused: ReadonlyMap<string, string>
  /** Quiet hours began meanwhile: nothing leaves before. */
  readonly quietUntil?: Date
}

/** Sending that began this soon after the gate's answer needs no second look at the clock. */
const soon = 10 * 60_000
const hour = 3_600_000

const refusal = z.object({ touch: z.string(), reason: z.string() })

/**
 * Ask the gate again, right before touches are handed over: who has opted out or was put on a list since they were
 * queued, and whether it is night by now.
 */
export async function askAgain(
  ctx: Context,
  dispatch: Dispatch,
  touches: readonly Touch[],
): Promise<SecondAnswer> {
  const refused = new Map<string, string>()
  if (touches.length === 0) return { refused }
  const known = await readGateKnowledge(ctx)
  for (const [name, group] of Map.groupBy(touches, ({ category }) => category)) {
    const category = contactCategory.parse(name)
    const question = gateQuestion(known, { channel: dispatch.channel, category, general: true })
    const quietUntil = quietEnd(question, dispatch)
    if (quietUntil) return { refused, quietUntil }
    const rows = literal(
      group.map(({ customer, touch }) => [customer, touch]),
      'Array(Tuple(UInt32, String))',
    )
    const people = `SELECT row.1 AS person, row.2 AS touch FROM (SELECT arrayJoin(${rows}) AS row)`
    const sql = refusedSinceSql({ ...question, only: numbersSql(people) }, people)
    for (const { touch, reason } of await ctx.clickhouse.query(
      `SELECT touch, reason FROM (${sql})`,
      {},
      refusal,
    ))
      refused.set(touch, reason)
  }
  return { refused }
}

function quietEnd(question: GateQuestion, { at }: Dispatch): Date | undefined {
  if (question.now.getTime() - at.getTime() < soon) return undefined
  const { elsewhere } = question.quiet
  if (elsewhere.action === 'none') return undefined
  return elsewhere.action === 'hold' ? elsewhere.until : new Date(question.now.getTime() + hour)
}
