import { customerSource } from './customer-source.ts'
import { eventSource } from './event-source.ts'
import { holdingSource } from './holding-source.ts'
import { tagSource } from './tag-source.ts'
import type { VariableSource } from './variable.ts'

export const variableSources: readonly VariableSource[] = [
  customerSource,
  tagSource,
  holdingSource,
  eventSource,
]
