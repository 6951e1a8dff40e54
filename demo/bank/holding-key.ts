/** The bank's key of a holding: customer number and a suffix that says what it is. */
export const suffix = {
  current: '01',
  debitCard: '11',
  creditCard: '12',
  timeDeposit: '2', // 21, 22, 23
  renewedDeposit: '3', // 311 was renewed by 21, 312 by 311; 321 by 22 …
  newDeposit: '41',
  wealth: '5',
  fund: '6',
  insurance: '71',
  loan: '81',
} as const

/** @param ordinal SQL expression, for a customer who may have several */
export function holdingKey(kind: keyof typeof suffix, ordinal?: string): string {
  return ordinal === undefined
    ? `concat(number, '-${suffix[kind]}')`
    : `concat(number, '-${suffix[kind]}', toString(${ordinal}))`
}

export const holdingColumns =
  'customer, holding, product, class, opened, matures, closed, status, amount, attributes, updated'

/** Fen (an SQL integer) as Decimal(18, 2). */
export function yuan(fen: string): string {
  return `toDecimal64(toDecimal128(${fen}, 2) / 100, 2)`
}
