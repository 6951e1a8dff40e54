import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { readChannelCosts } from '../../channels/index.ts'
import { type GateKnowledge, readGateKnowledge } from '../../contact-gate/index.ts'
import { type MessageTerms, messageTerms, publishedVersions } from '../../templates/index.ts'
import { openChoices } from '../backpressure/open-choices.ts'
import { lastTickOf, type Move, type TickPlan, ticksOf } from './plan-tick.ts'
import {
  bySameQuestion,
  countRounds,
  insertSharedTouchesSql,
  type SharedTouches,
} from './queries/insert-shared-touches.ts'
import { insertTouchesSql } from './queries/insert-touches.ts'
import type { Place } from './queries/rows-at-places.ts'

/** Runs a statement of some journeys. */
export type Run = (sql: string, journeyIds: readonly number[]) => Promise<void>

/** The touches of ticks that are written together. */
export interface Touches {
  /** What the gate knows; undefined when nobody stands at a message. */
  readonly gate: GateKnowledge | undefined
  /** Which version of each template is in force: what is queued now says it, whatever is published later. */
  readonly editions: ReadonlyMap<string, number>
  readonly costs: ReadonlyMap<string, number>
  /** What each template offers and to whom, for the gate. */
  readonly terms: ReadonlyMap<string, MessageTerms>
  /** Small messages, written together at the end. */
  readonly shared: SharedTouches[]
}

/**
 * What earlier moves of these very ticks queued counts as well: whoever stands at two messages gets both or is capped.
 */
export async function openTouches(ctx: Context, plans: readonly TickPlan[]): Promise<Touches> {
  const sends = plans.flatMap(ticksOf).some(({ moves }) => moves.some(({ node }) => node.type === 'message'))
  const [first] = plans
  if (!sends || !first)
    return { gate: undefined, editions: new Map(), costs: new Map(), terms: new Map(), shared: [] }
  const openTicks = new Map(plans.map((plan) => [plan.journey.id, lastTickOf(plan)]))
  const [gate, editions, costs, terms] = await Promise.all([
    readGateKnowledge({ ...ctx, clock: { now: () => first.now } }, { openTicks }),
    publishedVersions(ctx),
    readChannelCosts(ctx),
    messageTerms(ctx),
  ])
  return { gate, editions, costs, terms, shared: [] }
}

/** Ask the gate about everybody at a message; a small one (with `place`) waits for the others. */
export async function writeTouches(
  { gate, editions, costs, terms, shared }: Touches,
  plan: TickPlan,
  move: Move,
  at: { readonly standing: string; readonly customers: number; readonly place: Place | null },
  run: Run,
): Promise<void> {
  if (move.node.type !== 'message' || !gate) return
  const choices = openChoices(move.node, plan.full ?? new Set()).map((choice) => ({
    ...choice,
    edition: editions.get(choice.template) ?? 0,
    terms: terms.get(choice.template),
  }))
  if (choices.length === 0) throw new AppError('internal', `The message "${move.id}" has no channel`)
  const { journey, tick } = plan
  const touch = {
    journey,
    version: move.version,
    node: move.id,
    tick,
    choices,
    by: move.node.route?.by ?? 'order',
    costs,
    graph: plan.graphs.get(move.version),
    standing: at.standing,
    customers: at.customers,
  }
  if (at.place && choices.length === 1) shared.push({ touch, place: at.place })
  else await run(insertTouchesSql(touch, gate), [journey.id])
}

/** Small messages of all journeys: a statement for each question to the gate, and for each round of it. */
export async function writeSharedTouches(ctx: Context, { gate, shared }: Touches, run: Run): Promise<void> {
  if (!gate) return
  for (const group of bySameQuestion(shared, gate)) {
    const write = (round: number): Promise<void> =>
      run(
        insertSharedTouchesSql(group, gate, round),
        group.map(({ touch }) => touch.journey.id),
      )
    // Hardly anybody gets several at once, so nobody waits for that to be known.
    const [rounds, first] = await Promise.allSettled([countRounds(ctx.clickhouse, group), write(1)])
    if (first.status === 'rejected') throw first.reason
    if (rounds.status === 'rejected') throw rounds.reason
    for (let round = 2; round <= rounds.value; round += 1) await write(round)
  }
}
