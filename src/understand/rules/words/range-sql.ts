/** What digits are compared with: the words of a number's binary digits, lowest first. */
export interface Digits {
  readonly digits: readonly string[]
  /** By digit: words of who has a one in any digit below it. */
  readonly below: ReadonlyMap<number, string>
  /** By digit: words of who has a one in it or any digit above it. */
  readonly from: ReadonlyMap<number, string>
}

/**
 * Those of `known` whose number is at least `from` and below `to`. Bounds beyond what the digits can say hold always or
 * never.
 */
export function rangeSql(number: Digits, known: string, from: number, to: number): string {
  const end = 2 ** number.digits.length
  if (from >= to || from >= end || to <= 0) return 'toUInt64(0)'
  const parts = [
    known,
    ...(from > 0 ? [notBelowSql(number, from)] : []),
    ...(to < end ? [`bitNot(${notBelowSql(number, to)})`] : []),
  ]
  return parts.reduce((all, part) => `bitAnd(${all}, ${part})`)
}

/** At least `bound` (> 0): digits that cannot matter are not read. */
function notBelowSql({ digits, below, from }: Digits, bound: number): string {
  const above = [...from].find(([digit]) => bound < 2 ** digit)
  const sql = foldSql(above ? digits.slice(0, above[0]) : digits, below, bound)
  return above ? `bitOr(${above[1]}, ${sql})` : sql
}

/**
 * Folded from the lowest digit: where the bound has a one the number needs a one and the rest at least as much, where
 * it has a zero a one is enough. Below the bound's lowest one every number will do. More than a round bound = as much,
 * with something below.
 */
function foldSql(digits: readonly string[], below: ReadonlyMap<number, string>, bound: number): string {
  const round = [...below].findLast(([digit]) => digit <= digits.length && (bound - 1) % 2 ** digit === 0)
  let sql = round?.[1]
  const lowest = round?.[0] ?? 0
  let rest = Math.floor(bound / 2 ** lowest)
  for (const digit of digits.slice(lowest)) {
    const one = rest % 2 === 1
    rest = Math.floor(rest / 2)
    if (sql !== undefined) sql = `${one ? 'bitAnd' : 'bitOr'}(${digit}, ${sql})`
    else if (one) sql = digit
  }
  return sql ?? 'bitNot(toUInt64(0))'
}
