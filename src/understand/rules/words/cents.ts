/**
 * People ask for round amounts. So cents are numbered with seven digits for the cents, ten for the units below a
 * thousand, and the rest for the thousands: still in order, but the bound 50,000 is 50 with seventeen zeros behind it.
 * With a column for "something below" and one for "something above" a digit, most bounds read a dozen columns instead
 * of thirty.
 */
export const centsDigits = { units: 7, thousands: 17 } as const

/** Least values are rounded down to this many cents, so that round amounts stay round. */
export const roundCents = 100_000

/** The number of an amount of cents, not negative. */
export function centsNumber(cents: number): number {
  const thousands = Math.floor(cents / 100_000)
  return thousands * 2 ** 17 + (Math.floor(cents / 100) % 1000) * 2 ** 7 + (cents % 100)
}

/** The same as SQL over a UInt64. */
export function centsNumberSql(cents: string): string {
  return `intDiv(${cents}, 100000) * 131072 + toUInt64(intDiv(${cents}, 100) % 1000) * 128 + ${cents} % 100`
}
