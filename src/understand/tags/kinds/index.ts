import { z } from 'zod'
import { age } from './age.ts'
import { attribute } from './attribute.ts'
import { balanceAt } from './balance-at.ts'
import { balanceAverage } from './balance-average.ts'
import { balanceChange } from './balance-change.ts'
import { balancePeak } from './balance-peak.ts'
import { balanceShare } from './balance-share.ts'
import { daysToMaturity } from './days-to-maturity.ts'
import { eventActiveDays } from './event-active-days.ts'
import { eventCount } from './event-count.ts'
import { eventDate } from './event-date.ts'
import { eventDaysSince } from './event-days-since.ts'
import { eventValue } from './event-value.ts'
import { holdingCount } from './holding-count.ts'
import { holdingHas } from './holding-has.ts'
import { holdingSum } from './holding-sum.ts'
import { ledgerCount } from './ledger-count.ts'
import { ledgerDaysSince } from './ledger-days-since.ts'
import { ledgerSum } from './ledger-sum.ts'
import { ledgerValue } from './ledger-value.ts'
import { expression } from './expression.ts'
import { imported } from './imported.ts'
import { modelScore } from './model-score.ts'
import { quantile } from './quantile.ts'
import { rfm } from './rfm.ts'
import { sql } from './sql.ts'
import type { TagColumn } from './tag-column.ts'
import { tier } from './tier.ts'
import type { Bindings, Buckets, RefreshDay, TagKind, TagReach, TagSource } from './tag-kind.ts'

/** Every kind of tag, by the name that definitions call it. */
const kinds = {
  attribute,
  age,
  balance_at: balanceAt,
  balance_average: balanceAverage,
  balance_peak: balancePeak,
  balance_change: balanceChange,
  balance_share: balanceShare,
  tier,
  holding_count: holdingCount,
  holding_has: holdingHas,
  holding_sum: holdingSum,
  days_to_maturity: daysToMaturity,
  ledger_count: ledgerCount,
  ledger_sum: ledgerSum,
  ledger_days_since: ledgerDaysSince,
  ledger_value: ledgerValue,
  event_count: eventCount,
  event_active_days: eventActiveDays,
  event_days_since: eventDaysSince,
  event_date: eventDate,
  event_value: eventValue,
  expression,
  quantile,
  rfm,
  model_score: modelScore,
  imported,
  sql,
}

export const tagDefinition = z.discriminatedUnion('kind', [
  attribute.schema,
  age.schema,
  balanceAt.schema,
  balanceAverage.schema,
  balancePeak.schema,
  balanceChange.schema,
  balanceShare.schema,
  tier.schema,
  holdingCount.schema,
  holdingHas.schema,
  holdingSum.schema,
  daysToMaturity.schema,
  ledgerCount.schema,
  ledgerSum.schema,
  ledgerDaysSince.schema,
  ledgerValue.schema,
  eventCount.schema,
  eventActiveDays.schema,
  eventDaysSince.schema,
  eventDate.schema,
  eventValue.schema,
  expression.schema,
  quantile.schema,
  rfm.schema,
  modelScore.schema,
  imported.schema,
  sql.schema,
])
export type TagDefinition = z.output<typeof tagDefinition>

/** A definition together with what its kind says about it. */
export interface CompiledTag {
  readonly source: TagSource
  readonly column: TagColumn
  select(day: RefreshDay, bindings: Bindings): string
  reach(day: RefreshDay): TagReach
  /** Value of a customer without a row in the source, as SQL; the column's own default unless said. */
  readonly absent: string | undefined
  /** Keys of the tags whose values it reads. */
  readonly reads: readonly string[]
  readonly buckets: readonly Buckets[]
  /** What does not fit the tags that it reads; null when all does. */
  problem(columns: ReadonlyMap<string, TagColumn>): string | null
}

function compile<Schema extends z.ZodType>(kind: TagKind<Schema>, definition: z.output<Schema>): CompiledTag {
  return {
    source: kind.source,
    column: kind.column(definition),
    select: (day, bindings) => kind.select(definition, day, bindings),
    reach: (day) => kind.reach?.(definition, day) ?? {},
    absent: kind.absent?.(definition),
    reads: kind.reads?.(definition) ?? [],
    buckets: kind.buckets?.(definition) ?? [],
    problem: (columns) => kind.problem?.(definition, columns) ?? null,
  }
}

/** What a definition reads rows of; also of one that is not valid yet. */
export function sourceOfTag({ kind }: Pick<TagDefinition, 'kind'>): TagSource {
  return kinds[kind].source
}

/** What a definition computes and how. */
export function compileTag(definition: TagDefinition): CompiledTag {
  const kind: TagKind<z.ZodType> = kinds[definition.kind]
  return compile(kind, definition)
}

export { dateLiteral, startOfDay } from './calendar.ts'
export { isPresent, missingSql, type TagColumn, type TagType, tagTypes, withMissing } from './tag-column.ts'
export {
  type Bindings,
  type ReadTag,
  type RefreshDay,
  type TagReach,
  type TagSource,
  tagSources,
} from './tag-kind.ts'
