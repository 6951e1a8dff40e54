import { z } from 'zod'
import { ledgerCondition, ledgerFilter, ledgerReach } from './ledger-filter.ts'
import { countColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** How many transactions match. */
export const ledgerCount = defineTagKind({
  source: 'ledger',
  schema: z.strictObject({ kind: z.literal('ledger_count'), ...ledgerFilter }),
  column: () => countColumn,
  select: (definition, day) => `toUInt32(countIf(${ledgerCondition(definition, day)}))`,
  reach: ledgerReach,
})
