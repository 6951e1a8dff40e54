import { z } from 'zod'
import { sqlText } from '../../rules/index.ts'
import { columnOfType, tagTypes } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Values that people or other systems hand in by customer number (table uploaded_value). */
export const imported = defineTagKind({
  source: 'import',
  schema: z.strictObject({ kind: z.literal('imported'), type: z.enum(tagTypes) }),
  column: (definition) => columnOfType[definition.type],
  select: (definition, _day, { key }) => {
    const latest = `argMaxIf(value, updated, tag = ${sqlText(key)})`
    return {
      string: latest,
      number: `if(isFinite(toFloat64OrNull(${latest})), toFloat64OrNull(${latest}), NULL)`,
      boolean: `multiIf(lower(${latest}) IN ('true', '1', 'yes', 'y', '是'), true, lower(${latest}) IN ('false', '0', 'no', 'n', '否'), false, NULL)`,
      date: `toDate32OrNull(${latest})`,
    }[definition.type]
  },
})
