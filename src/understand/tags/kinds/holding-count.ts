import { z } from 'zod'
import { holdingCondition, holdingFilter } from './holding-filter.ts'
import { countColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** How many open holdings match. */
export const holdingCount = defineTagKind({
  source: 'holding',
  schema: z.strictObject({ kind: z.literal('holding_count'), ...holdingFilter }),
  column: () => countColumn,
  select: (definition, day) => `toUInt32(countIf(${holdingCondition(definition, day)}))`,
})
