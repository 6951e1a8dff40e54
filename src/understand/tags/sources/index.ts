import type { TagSource } from '../kinds/index.ts'
import { balanceSource } from './balance.ts'
import { customerSource } from './customer.ts'
import { eventSource } from './event.ts'
import { type GroupSource, joinedSource } from './group-source.ts'
import { holdingSource } from './holding.ts'
import { importSource } from './import.ts'
import { ledgerSource } from './ledger.ts'

export const groupSources: Readonly<Record<TagSource, GroupSource>> = {
  customer: customerSource,
  balance: balanceSource,
  holding: holdingSource,
  ledger: ledgerSource,
  event: eventSource,
  tag: joinedSource,
  import: importSource,
  sql: joinedSource,
}
