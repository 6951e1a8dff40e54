import { z } from 'zod'
import { plainText } from '../../rules/index.ts'
import { columnOfType, tagTypes } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/**
 * A query of the analysts' own that returns the columns `customer` and `value`, one row a customer. What it may read
 * and call is checked before every refresh (see check-tag-query.ts); time and memory are limited.
 */
export const sql = defineTagKind({
  source: 'sql',
  schema: z.strictObject({
    kind: z.literal('sql'),
    type: z.enum(tagTypes),
    query: plainText(20_000).min(1),
  }),
  column: (definition) => columnOfType[definition.type],
  select: (definition, _day, { key, tags }) => {
    const value = tags.get(key)?.sql ?? 'NULL'
    if (definition.type === 'string') return `ifNull(toString(${value}), '')`
    const type = columnOfType[definition.type].clickhouse
    return `CAST(${value} AS ${type})`
  },
})
