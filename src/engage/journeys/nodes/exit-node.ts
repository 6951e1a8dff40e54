import type { NodeBehaviour } from './node-behaviour.ts'

/** The end of the way: nobody leaves. Also the behaviour of where customers end by themselves (`$goal` …). */
export const exitNode: NodeBehaviour = {
  targets: [],
  delay: 0,
  polls: false,
  move: () => `SELECT toUInt32(0) AS customer, toUInt32(0) AS passage, '' AS target WHERE 0`,
}
