/**
 * How the values of a tag stand in a table of words: one row per 64 customers, one bit a customer.
 * - `values`: a column for each value of a text; a customer without a value is in none of them. `known`: those who have
 *   one stand in a column of their own (words from before there was one lack it).
 * - `flag`: a column of those for whom it is true.
 * - `digits`: a column for each binary digit of (value × scale − least), a whole number. Cents are numbered so that
 *   those, the units and the thousands have digits of their own: see cents.ts. Comparing is exact.
 * Those who have a value stand in a column of their own where some have none (`partial`).
 */
export type WordEncoding =
  | { readonly kind: 'values'; readonly values: readonly string[]; readonly known?: boolean }
  | { readonly kind: 'flag'; readonly partial: boolean }
  | {
      readonly kind: 'digits'
      readonly digits: number
      /** A whole number that fits a double. */
      readonly least: number
      /** 1 for whole numbers and days since 1970, 100 for cents. */
      readonly scale: number
      readonly partial: boolean
    }

/** A tag's words, as rules see them. */
export interface TagWords {
  readonly table: string
  readonly encoding: WordEncoding
}

/** Columns of a table of words. The letter before the first underscore keeps the names of different tags apart. */
export const wordColumn = {
  /** Number of the customer divided by 64. */
  word: 'word',
  /** Customers that have a row. */
  present: 'present',
  value: (tag: string, index: number): string => `v${index}_${tag}`,
  true: (tag: string): string => `t_${tag}`,
  digit: (tag: string, digit: number): string => `d${digit}_${tag}`,
  known: (tag: string): string => `k_${tag}`,
  /** Who has a one in a digit below this one; from it on. */
  below: (tag: string, digit: number): string => `b${digit}_${tag}`,
  from: (tag: string, digit: number): string => `f${digit}_${tag}`,
} as const
