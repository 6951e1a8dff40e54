import { z } from 'zod'
import { age } from './age.ts'
import { attribute } from './attribute.ts'
import { balanceAt } from './balance-at.ts'
import { balanceAverage } from './balance-average.ts'
import { balanceChange } from './balance-change.ts'
import { balancePeak } from './balance-peak.ts'
import { daysToMaturity } from './days-to-maturity.ts'
import { eventActiveDays } from './event-active-days.ts'
import { eventCount } from './event-count.ts'
import { eventDate } from './event-date.ts'
import { eventDaysSince } from './event-days-since.ts'
import { holdingCount } from './holding-count.ts'
import { holdingHas } from './holding-has.ts'
import { holdingSum } from './holding-sum.ts'
import { ledgerCount } from './ledger-count.ts'
import { ledgerDaysSince } from './ledger-days-since.ts'
import { ledgerSum } from './ledger-sum.ts'
import type { TagColumn } from './tag-column.ts'
import type { RefreshDay, TagKind, TagReach, TagSource } from './tag-kind.ts'

/** Every kind of tag, by the name that definitions call it. */
const kinds = {
  attribute,
  age,
  balance_at: balanceAt,
  balance_average: balanceAverage,
  balance_peak: balancePeak,
  balance_change: balanceChange,
  holding_count: holdingCount,
  holding_has: holdingHas,
  holding_sum: holdingSum,
  days_to_maturity: daysToMaturity,
  ledger_count: ledgerCount,
  ledger_sum: ledgerSum,
  ledger_days_since: ledgerDaysSince,
  event_count: eventCount,
  event_active_days: eventActiveDays,
  event_days_since: eventDaysSince,
  event_date: eventDate,
}

export const tagDefinition = z.discriminatedUnion('kind', [
  attribute.schema,
  age.schema,
  balanceAt.schema,
  balanceAverage.schema,
  balancePeak.schema,
  balanceChange.schema,
  holdingCount.schema,
  holdingHas.schema,
  holdingSum.schema,
  daysToMaturity.schema,
  ledgerCount.schema,
  ledgerSum.schema,
  ledgerDaysSince.schema,
  eventCount.schema,
  eventActiveDays.schema,
  eventDaysSince.schema,
  eventDate.schema,
])
export type TagDefinition = z.output<typeof tagDefinition>

/** A definition together with what its kind says about it. */
export interface CompiledTag {
  readonly source: TagSource
  readonly column: TagColumn
  select(day: RefreshDay): string
  reach(day: RefreshDay): TagReach
}

function compile<Schema extends z.ZodType>(kind: TagKind<Schema>, definition: z.output<Schema>): CompiledTag {
  return {
    source: kind.source,
    column: kind.column(definition),
    select: (day) => kind.select(definition, day),
    reach: (day) => kind.reach?.(definition, day) ?? {},
  }
}

/** What a definition computes and how. */
export function compileTag(definition: TagDefinition): CompiledTag {
  const kind: TagKind<z.ZodType> = kinds[definition.kind]
  return compile(kind, definition)
}

export { dateLiteral, daysBefore, startOfDay } from './calendar.ts'
export { isPresent, type TagColumn, type TagType, tagTypes } from './tag-column.ts'
export { type RefreshDay, type TagReach, type TagSource, tagSources } from './tag-kind.ts'
