import type { JourneyGraph, Node } from '../schema.ts'
import type { StepReason } from './schema.ts'

/** One row of journey_step. */
export interface Step {
  readonly tick: number
  readonly version: number
  readonly customer: number
  /** Tick of the entry that this way began with. */
  readonly passage: number
  readonly origin: string
  readonly node: string
  readonly at: string
  readonly wake: string
}

/** What had to be looked up for the steps of one customer. */
export interface Evidence {
  /** Bucket of a step that was drawn at random, by `drawKey`. */
  readonly buckets: ReadonlyMap<string, number>
  /** When what a step was waiting for happened, by `drawKey`. */
  readonly happened: ReadonlyMap<string, string>
  /** The rule of a branch, explained, by `ruleKey`. */
  readonly rules: ReadonlyMap<string, Extract<StepReason, { kind: 'rule' }>['explained']>
  /** The touch that a message made for a step, by `drawKey`. */
  readonly contacts: ReadonlyMap<string, { outcome: string; reason: string }>
}

export const drawKey = ({ tick, customer }: Pick<Step, 'tick' | 'customer'>): string => `${customer}/${tick}`
export const ruleKey = (version: number, node: string, branch: number): string =>
  `${version}/${node}/${branch}`

/**
 * Why a customer came to `step.node` from the node before.
 * @param before the step with which the customer had come there
 */
export function explainStep(
  step: Step,
  before: Step | undefined,
  graph: JourneyGraph | undefined,
  evidence: Evidence,
): StepReason {
  if (step.origin === '') return { kind: 'entered', by: graph?.entry.type ?? 'segment' }
  if (step.node === '$exit_rule') return { kind: 'exit_condition' }
  if (step.node === '$cancelled') return { kind: 'cancelled' }
  if (before && before.version !== step.version) return { kind: 'migrated', fromVersion: before.version }
  const origin = graph?.nodes[step.origin]
  if (!origin) return { kind: 'passed' }
  const bucket = evidence.buckets.get(drawKey(step))
  switch (origin.type) {
    case 'holdout':
    case 'split':
      return bucket === undefined
        ? { kind: 'passed' }
        : { kind: 'bucket', bucket, ...rangeOf(origin, bucket) }
    case 'rule_split': {
      const branch = origin.branches.findIndex(({ next }) => next === step.node)
      const explained = evidence.rules.get(ruleKey(step.version, step.origin, Math.max(branch, 0))) ?? null
      return { kind: 'rule', branch: branch < 0 ? null : branch, explained }
    }
    case 'wait':
    case 'wait_until':
      return { kind: 'waited', until: before?.wake ?? step.at }
    case 'goal':
    case 'wait_for_event': {
      const reached = origin.type === 'goal' ? step.node === '$goal' : step.node === origin.next
      if (!reached) return { kind: 'timed_out', after: before?.wake ?? step.at }
      return { kind: 'happened', at: evidence.happened.get(drawKey(step)) ?? step.at }
    }
    case 'message':
    case 'webhook': {
      const contact = evidence.contacts.get(drawKey(step))
      return contact ? { kind: 'contact', ...contact } : { kind: 'passed' }
    }
    default:
      return { kind: 'passed' }
  }
}

type Drawing = Extract<Node, { type: 'holdout' | 'split' }>

/** The buckets that go the same way as this one. */
function rangeOf(node: Drawing, bucket: number): { from: number; to: number } {
  const shares = node.type === 'holdout' ? [node.percent] : node.branches.map(({ percent }) => percent)
  let from = 0
  let percent = 0
  for (const share of shares) {
    percent += share
    const to = Math.round(percent * 100)
    if (bucket < to) return { from, to }
    from = to
  }
  return { from, to: 10_000 }
}
