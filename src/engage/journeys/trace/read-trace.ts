import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { findPerson } from '../../../understand/customers/index.ts'
import { localisedText } from '../../templates/index.ts'
import { findJourney } from '../counts/find-journey.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import type { JourneyGraph } from '../schema.ts'
import { drawKey, explainStep, type Step } from './explain-step.ts'
import { gatherEvidence, type Passed } from './gather-evidence.ts'
import { readSteps, readTracedTouches } from './queries/read-steps.ts'
import type { CustomerTrace, tracedTouch, TracedStep } from './schema.ts'
import { whyNot } from './why-not.ts'

type Touch = z.infer<typeof tracedTouch> & { readonly node: string; readonly tick: number }
type Passage = CustomerTrace['passages'][number]

/**
 * All that happened to one customer in one journey, and why; for one who never entered, why not.
 * @param reference a customer number, or `~` and Banyan's number
 * @throws AppError not_found for journey or customer
 */
export async function readTrace(ctx: Context, key: string, reference: string): Promise<CustomerTrace> {
  const journey = await findJourney(ctx, key)
  const { customer, members } = await findPerson(ctx, reference)
  const of = { journey: journey.id, committed: journey.committed_tick, members }
  const [graphs, steps, touchRows, number] = await Promise.all([
    readJourneyGraphs(ctx, journey.id),
    readSteps(ctx.clickhouse, of),
    readTracedTouches(ctx.clickhouse, { ...of, now: ctx.clock.now() }),
    readNumber(ctx, customer),
  ])
  const touches = touchRows.map(({ policy, receipts, ...touch }): Touch => ({
    ...touch,
    policyVersion: policy === 0 ? null : policy,
    receipts: receipts.map(([status, at, provider, detail]) => ({ status, at, provider, detail })),
  }))
  const runs = passagesOf(steps)
  const passed = runs.flat()
  const contacts = new Map(
    passed.flatMap(({ step }): [string, Pick<Touch, 'outcome' | 'reason'>][] => {
      const touch = touches.find(({ node, tick }) => node === step.origin && tick === step.tick)
      return touch ? [[drawKey(step), { outcome: touch.outcome, reason: touch.reason }]] : []
    }),
  )
  const evidence = await gatherEvidence(ctx, { journey, customer, graphs }, passed, contacts)
  const passages = runs.map((run): Passage => {
    const tracedSteps = run.map(({ step, before }, index): TracedStep => {
      const graph = graphs.get(step.version)
      return {
        tick: step.tick,
        version: step.version,
        from: step.origin,
        node: step.node,
        type: graph?.nodes[step.node]?.type ?? '',
        at: step.at,
        wake: step.wake,
        why: explainStep(step, before, graph, evidence),
        touches: touchesAt(step, run[index + 1]?.step, touches),
      }
    })
    const [first] = run
    const last = run.at(-1)?.step
    const state = last ? stateAt(last, graphs) : 'inside'
    return {
      version: last?.version ?? 0,
      enteredAt: first?.step.at ?? '',
      state,
      node: last?.node ?? '',
      wake: state === 'inside' ? (last?.wake ?? null) : null,
      steps: tracedSteps,
    }
  })
  passages.reverse()
  const { problems, audience } = await whyNot(ctx, journey, graphs.get(journey.published_version ?? 0), {
    customer,
    members,
    entered: passages.length > 0,
  })
  return {
    customer,
    number,
    journey: { key, name: localisedText.parse(journey.name), status: journey.status },
    state: passages[0]?.state ?? 'never_entered',
    passages,
    whyNot: problems,
    audience,
  }
}

/** The steps of each time the customer entered, in order. Numbers that were merged later went their own ways. */
function passagesOf(steps: readonly Step[]): Passed[][] {
  const passages = Map.groupBy(steps, ({ customer, passage }) => `${customer}/${passage}`)
  return [...passages.values()]
    .map((run) =>
      run.map((step, index) => ({
        step,
        before: run.slice(0, index).findLast((earlier) => earlier.node === step.origin),
      })),
    )
    .toSorted((a, b) => (a[0]?.step.tick ?? 0) - (b[0]?.step.tick ?? 0))
}

/** A node contacts when a customer leaves it; a contact that was held may be made later. */
function touchesAt(step: Step, next: Step | undefined, touches: readonly Touch[]): TracedStep['touches'] {
  const left = next?.tick ?? Number.POSITIVE_INFINITY
  return touches
    .filter(({ node, tick }) => node === step.node && tick > step.tick && tick <= left)
    .map(({ node: _node, tick: _tick, ...touch }) => touch)
}

function stateAt(step: Step, graphs: ReadonlyMap<number, JourneyGraph>): Passage['state'] {
  if (step.node === '$holdout') return 'held_out'
  if (step.node === '$goal') return 'converted'
  if (step.node === '$cancelled') return 'cancelled'
  if (step.node === '$exit_rule' || step.node === '$exit') return 'left'
  return graphs.get(step.version)?.nodes[step.node]?.type === 'exit' ? 'left' : 'inside'
}

async function readNumber(ctx: Context, customer: number): Promise<string> {
  const [row] = await ctx.clickhouse.query(
    'SELECT number FROM customer FINAL WHERE customer = {customer:UInt32}',
    { customer },
    z.object({ number: z.string() }),
  )
  return row?.number ?? ''
}
