import type { Analysis } from '../../../../api/analyses.ts'
import { readComparison } from '../../../understand/rule-builder/model/comparison.ts'
import { propertyCondition } from '../../../understand/rule-builder/model/leaf.ts'
import type { Question } from './question.ts'

/** Texts that must be chosen or written, wherever they stand. */
const needed = ['event', 'property', 'tag', 'attribute', 'segment', 'expression', 'from', 'to']
const neededLists = ['segments', 'steps', 'series', 'tiers']

/** JSON pointers of what is still to be chosen before the question means something. */
export function gapsOf(question: unknown, pointer = ''): string[] {
  if (typeof question !== 'object' || question === null) return []
  const condition = propertyCondition.safeParse(question)
  if (condition.success && condition.data.property !== '' && readComparison(condition.data) === null)
    return [pointer]
  return Object.entries(question).flatMap(([key, value]) => {
    const at = `${pointer}/${key}`
    // What conversions are worth is a text of the question itself; conditions have values of their own.
    if (value === '' && (needed.includes(key) || (key === 'value' && 'type' in question))) return [at]
    if (Array.isArray(value) && value.length === 0 && neededLists.includes(key)) return [at]
    return gapsOf(value, at)
  })
}

/** The question as the API takes it; null while something is missing. */
export function writeQuestion(question: Question): Analysis | null {
  // Complete questions have the shape of the API's; the server checks every one of them.
  return gapsOf(question).length > 0 ? null : (question as Analysis)
}
