import { z } from 'zod'
import { plainText } from '../names.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { AppError } from '../../../platform/errors.ts'
import { businessDay } from '../business-day.ts'
import type { RuleCatalogue } from '../catalogue.ts'
import { comparedValue, comparisonProblem, comparisonSql, operators } from '../comparison.ts'
import { describeComparison } from '../comparison-words.ts'
import { unknownName } from '../nearest-names.ts'
import { compareWords } from '../words/compare-words.ts'
import { defineLeafKind } from './leaf-kind.ts'

function columnOf(key: string, catalogue: RuleCatalogue) {
  const tag = catalogue.tags.get(key)
  if (!tag?.table) throw new AppError('internal', `The rule was not checked: tag "${key}"`)
  return {
    table: identifier(tag.table),
    expression: identifier(tag.key),
    column: tag.column,
    words: tag.words ?? undefined,
  }
}

/** `{ tag: 'aum', op: 'gte', value: 50000 }` – the value at the last refresh of the tag's group. */
export const tagLeaf = defineLeafKind({
  schema: z.strictObject({ tag: plainText(64), op: z.enum(operators), value: comparedValue.optional() }),
  check: (leaf, catalogue) => {
    const tag = catalogue.tags.get(leaf.tag)
    if (!tag) return [{ path: '/tag', message: unknownName('tag', leaf.tag, catalogue.tags.keys()) }]
    if (tag.table === null) {
      return [
        { path: '/tag', message: `the tag "${leaf.tag}" has not been computed yet: refresh its group first` },
      ]
    }
    const problem = comparisonProblem(leaf, tag.column.type)
    return problem === null ? [] : [{ path: leaf.value === undefined ? '/op' : '/value', message: problem }]
  },
  compile: (leaf, { catalogue, asOf, timezone, words: wanted = true }) => {
    const { column, expression, table, words } = columnOf(leaf.tag, catalogue)
    const today = businessDay(asOf, timezone)
    const sliced = words && wanted ? compareWords(leaf.tag, column, words, leaf, today) : undefined
    return {
      kind: 'rows',
      table,
      condition: comparisonSql(expression, column, leaf, today),
      absent: leaf.op === 'is_not_set',
      words: words && sliced !== undefined ? { table: identifier(words.table), sql: sliced } : undefined,
    }
  },
  observe: (leaf, { catalogue }) => {
    const { expression, table } = columnOf(leaf.tag, catalogue)
    return { table, where: '1', value: `any(toString(${expression}))` }
  },
  describe: (leaf, catalogue, language) => {
    const tag = catalogue.tags.get(leaf.tag)
    const subject = tag?.name[language] ?? leaf.tag
    return `${subject} ${describeComparison(leaf, language, tag?.unit)}`
  },
})
