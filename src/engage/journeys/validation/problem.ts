import type { GraphProblem, GraphProblemCode } from './schema.ts'

interface Texts {
  readonly zh: string
  readonly en: string
}
interface Place {
  readonly node: string | null
  readonly path: string
}

/** The place of a node, or within it. */
export const at = (node: string, within = ''): Place => ({ node, path: `/nodes/${node}${within}` })
/** The place of the entry or of the journey as a whole. */
export const of = (path: string): Place => ({ node: null, path })

const both = ({ zh, en }: Texts): GraphProblem['message'] => ({ 'zh-CN': zh, en })

function problem(
  severity: GraphProblem['severity'],
  code: GraphProblemCode,
  place: Place,
  message: Texts,
  fix?: Texts,
): GraphProblem {
  return { ...place, code, severity, message: both(message), ...(fix ? { fix: both(fix) } : {}) }
}

/** It keeps the journey from running. */
export const error = (code: GraphProblemCode, place: Place, message: Texts, fix?: Texts): GraphProblem =>
  problem('error', code, place, message, fix)
/** The journey can run, but hardly as meant. */
export const warning = (code: GraphProblemCode, place: Place, message: Texts, fix?: Texts): GraphProblem =>
  problem('warning', code, place, message, fix)
