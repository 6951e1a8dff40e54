import { AppError } from '../../platform/errors.ts'

/**
 * A set of customers while a rule compiles.
 * - `rows`: those whose row of `table` satisfies `condition` (a table with at most one row a customer). `absent` says
 *   whether a customer without a row would satisfy it too. Rows of one table combine into one scan.
 * - `set`: a SELECT that yields one bitmap. `known` = it holds only numbers that stand in `customer`.
 */
export type CustomerSet =
  | { readonly kind: 'rows'; readonly table: string; readonly condition: string; readonly absent: boolean }
  | { readonly kind: 'set'; readonly select: string; readonly known: boolean }
  | { readonly kind: 'not'; readonly of: CustomerSet }
  | { readonly kind: 'all'; readonly of: readonly CustomerSet[] }
  | { readonly kind: 'any'; readonly of: readonly CustomerSet[] }

type Rows = Extract<CustomerSet, { kind: 'rows' }>

/** Merge the row conditions of one table that meet under one `all` or `any` into one. */
export function fold(set: CustomerSet): CustomerSet {
  if (set.kind === 'rows' || set.kind === 'set') return set
  if (set.kind === 'not') {
    const of = fold(set.of)
    if (of.kind === 'not') return of.of
    if (of.kind === 'rows') return { ...of, condition: `NOT (${of.condition})`, absent: !of.absent }
    return { kind: 'not', of }
  }
  const children = set.of.map(fold).flatMap((child) => (child.kind === set.kind ? child.of : [child]))
  const tables = Map.groupBy(
    children.filter((child): child is Rows => child.kind === 'rows'),
    (child) => child.table,
  )
  const folded = [
    ...[...tables.values()].map((rows) => joinRows(set.kind, rows)),
    ...children.filter((child) => child.kind !== 'rows'),
  ]
  const [only] = folded
  return folded.length === 1 && only ? only : { kind: set.kind, of: folded }
}

function joinRows(kind: 'all' | 'any', rows: readonly Rows[]): Rows {
  const [first] = rows
  if (!first) throw new AppError('internal', 'A fold of no rows')
  if (rows.length === 1) return first
  return {
    kind: 'rows',
    table: first.table,
    condition: rows.map((row) => `(${row.condition})`).join(kind === 'all' ? ' AND ' : ' OR '),
    absent: kind === 'all' ? rows.every((row) => row.absent) : rows.some((row) => row.absent),
  }
}

/** A bitmap expression, or everybody but it. */
interface Bitmap {
  readonly sql: string
  readonly complement: boolean
  readonly known: boolean
}

/** Combined pairwise, so that hundreds of sets nest only a few levels deep. */
function combine(name: 'bitmapAnd' | 'bitmapOr', bitmaps: readonly Bitmap[]): string {
  const [only] = bitmaps
  if (only && bitmaps.length === 1) return only.sql
  const half = Math.ceil(bitmaps.length / 2)
  return `${name}(\n${combine(name, bitmaps.slice(0, half))},\n${combine(name, bitmaps.slice(half))})`
}

/**
 * Complements are carried outwards as far as they go (`a and not b` is one bitmapAndnot), so that the universe is read
 * only when a rule says nothing but what customers are not.
 */
function emit(set: CustomerSet): Bitmap {
  switch (set.kind) {
    case 'rows': {
      const condition = set.absent ? `NOT (${set.condition})` : set.condition
      const sql = `(SELECT groupBitmapState(customer) FROM ${set.table} WHERE ${condition})`
      return { sql, complement: set.absent, known: true }
    }
    case 'set':
      return { sql: `(${set.select})`, complement: false, known: set.known }
    case 'not': {
      const of = emit(set.of)
      return { ...of, complement: !of.complement }
    }
    case 'all':
      return intersect(set.of.map(emit))
    case 'any': {
      const outside = intersect(
        set.of.map(emit).map((bitmap) => ({ ...bitmap, complement: !bitmap.complement })),
      )
      return { ...outside, complement: !outside.complement }
    }
  }
}

function intersect(bitmaps: readonly Bitmap[]): Bitmap {
  const inside = bitmaps.filter((bitmap) => !bitmap.complement)
  const outside = bitmaps.filter((bitmap) => bitmap.complement)
  if (inside.length === 0) {
    return {
      sql: combine('bitmapOr', outside),
      complement: true,
      known: outside.every((bitmap) => bitmap.known),
    }
  }
  const sql = combine('bitmapAnd', inside)
  return {
    sql: outside.length === 0 ? sql : `bitmapAndnot(\n${sql},\n${combine('bitmapOr', outside)})`,
    complement: false,
    known: inside.some((bitmap) => bitmap.known),
  }
}

/** Numbers that were merged into others; they are nobody any more. */
const mergedSql = '(SELECT groupBitmapState(customer) FROM customer_merge FINAL WHERE customer != into)'

/**
 * Every customer: the numbers of `customer`, and what they were merged into. Mapping all rows by canonical() costs
 * ten times as much (6 million: 500 ms against 50), so only the merged ones are mapped.
 */
const everybodySql = `bitmapOr(
(SELECT groupBitmapState(customer) FROM customer),
(SELECT groupBitmapState(into) FROM customer_merge FINAL WHERE customer != into
  AND bitmapContains((SELECT groupBitmapState(customer) FROM customer), customer)))`

/** SQL expression of the bitmap of every customer there is. */
export const customersSql = `bitmapAndnot(\n${everybodySql},\n${mergedSql})`

/** One SQL expression that yields the bitmap of the set's customers, as canonical numbers of known customers. */
export function bitmapOf(set: CustomerSet): string {
  const bitmap = emit(fold(set))
  const members = bitmap.complement
    ? `bitmapAndnot(\n${everybodySql},\n${bitmap.sql})`
    : bitmap.known
      ? bitmap.sql
      : `bitmapAnd(\n${bitmap.sql},\n${everybodySql})`
  return `bitmapAndnot(\n${members},\n${mergedSql})`
}
