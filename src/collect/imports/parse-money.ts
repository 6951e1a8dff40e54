import { type Compiled, firstProblem } from './compiled.ts'
import { textLiteral } from './sql-text.ts'

const type = 'Nullable(Decimal(18, 2))'

/** Ends a number that its file could not hold exactly (see sources/ndjson.ts). */
export const inexactMark = '\u0001'

const anyNumber = textLiteral(String.raw`^[+-]?(\d+([.]\d*)?|[.]\d+)([eE][+-]?\d+)?` + `${inexactMark}?$`)
const exactMajor = textLiteral(String.raw`^[+-]?(\d{1,16}([.]\d{0,2}0*)?|[.]\d{1,2}0*)$`)
const exactMinor = textLiteral(String.raw`^[+-]?\d{1,18}$`)

export interface MoneyNotation {
  readonly decimal?: ',' | '.'
  readonly thousands?: string
  /** `minor`: cents, without a decimal point. */
  readonly unit?: 'major' | 'minor'
}

/**
 * A text as Nullable(Decimal(18, 2)), exact or refused: at most 16 digits before the point and, trailing zeros aside,
 * two behind it.
 */
export function parseMoney(of: Compiled, notation: MoneyNotation): Compiled {
  let plain = of.value
  if (notation.thousands !== undefined) plain = `replaceAll(${plain}, ${textLiteral(notation.thousands)}, '')`
  if (notation.decimal === ',') plain = `replaceAll(${plain}, ',', '.')`
  const minor = notation.unit === 'minor'
  const exact = `match(${plain}, ${minor ? exactMinor : exactMajor})`
  const parsed = minor
    ? `CAST(toDecimal128OrNull(${plain}, 2) / 100 AS ${type})`
    : `toDecimal64OrNull(${plain}, 2)`
  return {
    value: `if(${exact}, ${parsed}, NULL)`,
    problem: firstProblem([
      of.problem,
      `multiIf(${plain} = '' OR ${exact}, '', match(${plain}, ${anyNumber}), 'inexact_amount', 'not_a_number')`,
    ]),
  }
}

export function negateMoney(of: Compiled): Compiled {
  return { value: `CAST(negate(${of.value}) AS ${type})`, problem: of.problem }
}

/** Missing parts count as 0. A sum that money cannot hold is refused. */
export function sumMoney(parts: readonly Compiled[]): Compiled {
  const wide = parts.map((part) => `toDecimal128(ifNull(${part.value}, toDecimal64(0, 2)), 2)`).join(' + ')
  const value = `if(abs(${wide}) < toDecimal128('1e16', 2), accurateCastOrNull(${wide}, 'Decimal(18, 2)'), NULL)`
  return {
    value,
    problem: firstProblem([
      ...parts.map((part) => part.problem),
      `if(isNull(${value}), 'inexact_amount', '')`,
    ]),
  }
}
