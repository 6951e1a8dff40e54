import { type Analysis, analysis as analysisShape, problemsOf } from '../../analyses/index.ts'
import type { BoardFilters, FilterName } from '../schema.ts'

/** Filters with what they name looked up: the codes of the organisation and of all below it. */
export interface LaidFilters extends BoardFilters {
  /** null = the whole bank. */
  readonly branches?: readonly string[] | null
}

/**
 * The question of a widget with the filters of its board laid over it: range, breakdown and comparison replace the
 * widget's own, those on customers hold beside its population. What cannot be asked of this type of analysis is left
 * out and named in `ignored`.
 */
export function layFilters(
  analysis: Analysis,
  { range, segment, population, organisation, branches, breakdown, compare }: LaidFilters,
): { analysis: Analysis; ignored: FilterName[] } {
  const ignored: FilterName[] = []
  const conditions = [
    ...(analysis.population === undefined ? [] : [analysis.population]),
    ...(population === undefined ? [] : [population]),
    ...(segment === undefined ? [] : [{ segment }]),
    ...(organisation && branches ? [{ attribute: 'branch', op: 'in', value: [...branches] }] : []),
  ]
  const [only] = conditions
  const rule = conditions.length > 1 ? { all: conditions } : only
  let laid = analysisShape.parse({
    ...analysis,
    ...(range === undefined ? {} : { range }),
    ...(rule === undefined ? {} : { population: rule }),
  })
  const before = problemsOf(laid).length
  for (const [name, change] of [
    ['breakdown', breakdown && { breakdown }],
    ['compare', compare && { compare }],
  ] as const) {
    if (!change) continue
    const changed = analysisShape.parse({ ...laid, ...change })
    if (problemsOf(changed).length > before) ignored.push(name)
    else laid = changed
  }
  return { analysis: laid, ignored }
}
