/**
 * The number to read a stored customer number by: itself, or the one it was merged into.
 * @param column SQL expression of a stored UInt32 customer number
 * @returns SQL expression of type UInt32
 */
export function canonical(column: string): string {
  return `dictGetOrDefault('customer_canonical', 'into', toUInt64(${column}), ${column})`
}
