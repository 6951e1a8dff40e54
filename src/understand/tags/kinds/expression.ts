import { z } from 'zod'
import { plainText } from '../../rules/index.ts'
import { compileExpression } from '../expression/compile-expression.ts'
import { ExpressionError, parseExpression, tagsOf } from '../expression/parse-expression.ts'
import { columnOfType, type TagColumn, tagTypes } from './tag-column.ts'
import { type Bindings, defineTagKind } from './tag-kind.ts'

const schema = z
  .strictObject({
    kind: z.literal('expression'),
    type: z.enum(tagTypes),
    expression: plainText(4000).min(1),
  })
  .superRefine(({ expression }, context) => {
    try {
      parseExpression(expression)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      context.addIssue({ code: 'custom', path: ['expression'], message: error.message })
    }
  })

/** A formula over other tags. What it reads may be missing; then so is the result, unless the formula says otherwise. */
export const expression = defineTagKind({
  source: 'tag',
  schema,
  column: (definition) => columnOfType[definition.type],
  reads: (definition) => readBy(definition.expression),
  problem: (definition, columns) => {
    const tags = new Map([...columns].map(([key, column]) => [key, { column, sql: '' }]))
    try {
      const { type } = typed(definition.expression, tags, '2026-11-01')
      return type === definition.type || type === 'missing'
        ? null
        : `yields ${type}, but its type is ${definition.type}`
    } catch (error) {
      if (error instanceof ExpressionError) return error.message
      throw error
    }
  },
  select: (definition, day, { tags }) => {
    const { sql } = typed(definition.expression, tags, day.asOf)
    if (definition.type === 'string') return `ifNull(toString(${sql}), '')`
    const value = `CAST(${sql} AS ${columnOfType[definition.type].clickhouse})`
    return definition.type === 'number' ? `if(isFinite(${value}), ${value}, NULL)` : value
  },
})

function readBy(text: string): string[] {
  return [...new Set(tagsOf(parseExpression(text)))].filter((key) => key !== 'today')
}

function typed(text: string, tags: Bindings['tags'], today: string) {
  return compileExpression(parseExpression(text), {
    today,
    tag: (key) => {
      const tag = tags.get(key)
      return tag && { type: tag.column.type, sql: valueSql(tag) }
    },
  })
}

/** A tag's value with NULL for missing, in the type that expressions compute with. */
function valueSql({ column, sql }: { column: TagColumn; sql: string }): string {
  switch (column.type) {
    case 'number':
      return `CAST(${sql} AS Nullable(Float64))`
    case 'string':
      return `nullIf(toString(${sql}), '')`
    case 'boolean':
      return `CAST(${sql} AS Nullable(Bool))`
    case 'date':
      return `CAST(${sql} AS Nullable(Date32))`
  }
}
