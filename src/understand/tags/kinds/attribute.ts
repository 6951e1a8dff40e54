import { z } from 'zod'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { plainText, sqlText } from '../../rules/index.ts'
import {
  booleanColumn,
  dateColumn,
  numberColumn,
  type TagColumn,
  textColumn,
  tagTypes,
} from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

const textColumns = ['gender', 'province', 'city', 'branch', 'manager', 'risk', 'occupation'] as const
const dateColumns = ['birth_date', 'opened'] as const

/** What the bank's master data says: a column of `customer`, or a key of its attributes read as `type`. */
export const attribute = defineTagKind({
  source: 'customer',
  schema: z
    .strictObject({
      kind: z.literal('attribute'),
      column: z.enum([...textColumns, ...dateColumns]).optional(),
      attribute: plainText(200).min(1).optional(),
      type: z.enum(tagTypes).optional(),
    })
    .refine((definition) => (definition.column === undefined) !== (definition.attribute === undefined), {
      message:
        'needs exactly one of "column" (of the customer table) and "attribute" (a key of its attributes)',
    })
    .refine((definition) => definition.column === undefined || definition.type === undefined, {
      message: 'takes "type" only with "attribute": a column has its own type',
      path: ['type'],
    }),
  column: (definition): TagColumn => {
    if (definition.column !== undefined) return isDate(definition.column) ? dateColumn : textColumn
    return { string: textColumn, number: numberColumn, boolean: booleanColumn, date: dateColumn }[
      definition.type ?? 'string'
    ]
  },
  select: (definition) => {
    if (definition.column !== undefined) return identifier(definition.column)
    const value = `attributes[${sqlText(definition.attribute ?? '')}]`
    return {
      string: value,
      number: `toFloat64OrNull(${value})`,
      boolean: `multiIf(lower(${value}) IN ('true', '1', 'yes', 'y'), true, lower(${value}) IN ('false', '0', 'no', 'n'), false, NULL)`,
      date: `toDate32OrNull(${value})`,
    }[definition.type ?? 'string']
  },
})

function isDate(column: string): boolean {
  return dateColumns.some((name) => name === column)
}
