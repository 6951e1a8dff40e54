import { z } from 'zod'
import { contactCategory } from '../../govern/consent/index.ts'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { gateQuestion, type GateQuestion, readGateKnowledge, refusedSinceSql } from '../contact-gate/index.ts'
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

const readMerged = defineQuery({
  sql: 'SELECT customer FROM customer_merge FINAL WHERE into IN {customers:Array(UInt32)}',
  parameters: z.object({ customers: z.array(z.number()) }),
  row: z.object({ customer: z.number() }),
})

const refusal = z.object({ person: z.number(), reason: z.string() })

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
    const persons = literal(
      group.map(({ customer }) => customer),
      'Array(UInt32)',
    )
    const people = `SELECT arrayJoin(arrayDistinct(${persons})) AS person`
    // Numbers, not a statement: each rule of the gate names them, and would look them up again.
    const only = await numbersOf(ctx, group)
    const rows = await ctx.clickhouse.query(refusedSinceSql({ ...question, only }, people), {}, refusal)
    const reasons = new Map(rows.map(({ person, reason }) => [person, reason]))
    for (const { touch, customer } of group) {
      const reason = reasons.get(customer)
      if (reason !== undefined) refused.set(touch, reason)
    }
  }
  return { refused }
}

/** The numbers of these people and those that were merged into them. */
async function numbersOf(ctx: Context, touches: readonly Touch[]): Promise<number[]> {
  const customers = touches.map(({ customer }) => customer)
  const merged = await readMerged(ctx.clickhouse, { customers })
  return [...new Set([...customers, ...merged.map(({ customer }) => customer)])]
}

function quietEnd(question: GateQuestion, { at }: Dispatch): Date | undefined {
  if (question.now.getTime() - at.getTime() < soon) return undefined
  const { elsewhere } = question.quiet
  if (elsewhere.action === 'none') return undefined
  return elsewhere.action === 'hold' ? elsewhere.until : new Date(question.now.getTime() + hour)
}
