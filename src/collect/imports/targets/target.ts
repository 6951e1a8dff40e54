import type { Expression } from '../expression.ts'
import type { FieldType } from '../compile-expression.ts'
import type { TargetName } from '../schema.ts'

/** A field of a plan's mapping and how it is stored while an import runs. */
export interface Field {
  readonly type: FieldType | 'attributes'
  readonly required?: true
  /** Closed list of values; anything else is refused as `unmapped_value`. */
  readonly oneOf?: readonly string[]
}

/** Whose row it is, and so how it is joined to a dense customer number. */
export type Owner = 'none' | 'customer' | 'account' | 'relation'

/** One kind of thing that a plan can bring in. */
export interface Target {
  readonly name: TargetName
  readonly fields: Readonly<Record<string, Field>>
  readonly owner: Owner
  /** Fields that identify a row; a second row with the same ones is refused as `duplicate_key`. */
  readonly key: readonly string[]
  /** When the row happened; rows after the as-of date are left for a later import. */
  readonly time?: string
}

/** A mapping of a plan as the loader sees it, whatever its target. */
export interface Mapping {
  readonly from?: string | undefined
  readonly rows?: readonly Readonly<Record<string, string>>[] | undefined
  readonly where?: Readonly<Record<string, string[]>> | undefined
  readonly fields: Readonly<Record<string, Expression | undefined>>
  /** The fields of type `attributes`: field → key → expression. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, Expression>> | undefined>>
}

export const stageTypes = {
  text: 'String',
  date: 'Nullable(Date32)',
  instant: "Nullable(DateTime64(3, 'UTC'))",
  money: 'Nullable(Decimal(18, 2))',
  flag: 'Nullable(UInt8)',
  attributes: 'Map(LowCardinality(String), String)',
} as const satisfies Record<Field['type'], string>

/** Where a target's rows end up: a ClickHouse table, its columns as SQL over the resolved rows, and its key. */
export interface Destination {
  readonly table: string
  /** column → [ClickHouse type, SQL expression] in a fixed order. */
  readonly columns: Readonly<Record<string, readonly [type: string, sql: string]>>
  readonly key: readonly string[]
}
