import { z } from 'zod'
import { holdingCondition, holdingFilter } from './holding-filter.ts'
import { flagColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Whether any open holding matches. */
export const holdingHas = defineTagKind({
  source: 'holding',
  schema: z.strictObject({ kind: z.literal('holding_has'), ...holdingFilter }),
  column: () => flagColumn,
  select: (definition, day) => `countIf(${holdingCondition(definition, day)}) > 0`,
})
