import { z } from 'zod'
import { ledgerCondition, ledgerFilter, ledgerReach } from './ledger-filter.ts'
import { moneyColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Sum of the matching transactions; debits are negative. */
export const ledgerSum = defineTagKind({
  source: 'ledger',
  schema: z.strictObject({ kind: z.literal('ledger_sum'), ...ledgerFilter }),
  column: () => moneyColumn,
  select: (definition, day) => `toDecimal64(sumIf(amount, ${ledgerCondition(definition, day)}), 2)`,
  reach: ledgerReach,
})
