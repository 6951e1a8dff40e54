/**
 * Those of `known` whose whole number lies between two bounds, from the words of its binary digits (lowest first).
 * Bounds beyond what the digits can say hold always or never; low digits that cannot matter are not read.
 */
export function rangeSql(
  digits: readonly string[],
  known: string,
  [from, to]: readonly [number, number],
): string {
  const most = 2 ** digits.length - 1
  if (from > to || from > most || to < 0) return 'toUInt64(0)'
  const low = Math.max(0, from)
  const high = Math.min(most, to)
  if (low === high) return equalSql(digits, known, low)
  const parts = [
    known,
    ...(low > 0 ? [notBelowSql(digits, low)] : []),
    ...(high < most ? [`bitNot(${notBelowSql(digits, high + 1)})`] : []),
  ]
  return parts.reduce((all, part) => `bitAnd(${all}, ${part})`)
}

/**
 * At least `bound` (> 0). Folded from the lowest digit: where the bound has a one the number needs a one and the rest
 * at least as much, where it has a zero a one is enough. Below the bound's lowest one every number will do.
 */
function notBelowSql(digits: readonly string[], bound: number): string {
  let sql: string | undefined
  let rest = bound
  for (const digit of digits) {
    const one = rest % 2 === 1
    rest = Math.floor(rest / 2)
    if (sql === undefined) {
      if (one) sql = digit
    } else sql = `${one ? 'bitAnd' : 'bitOr'}(${digit}, ${sql})`
  }
  return sql ?? 'bitNot(toUInt64(0))'
}

function equalSql(digits: readonly string[], known: string, value: number): string {
  let rest = value
  let ones = known
  const zeros: string[] = []
  for (const digit of digits) {
    if (rest % 2 === 1) ones = `bitAnd(${ones}, ${digit})`
    else zeros.push(digit)
    rest = Math.floor(rest / 2)
  }
  if (zeros.length === 0) return ones
  const others = zeros.reduce((any, digit) => `bitOr(${any}, ${digit})`)
  return `bitAnd(${ones}, bitNot(${others}))`
}
