import { AppError } from '../../platform/errors.ts'
import type { Conditions, Expression } from './expression.ts'
import type { RejectionReason } from './rejection.ts'
import type { OpenSource } from './sources/source.ts'
import { textList, textLiteral } from './sql-text.ts'

/** A compiled expression: `value` is SQL; `problem` is SQL that gives a rejection reason, or '' when all is well. */
export interface Compiled {
  readonly value: string
  readonly problem: string
}

export type FieldType = 'text' | 'date' | 'instant' | 'money' | 'flag'

export interface Compiler {
  /** `place` names the field in error messages, e.g. `ledger[0].amount`. Missing values are '' (text) or NULL. */
  compile(expression: Expression, type: FieldType, place: string): Compiled
  /** SQL condition that a row passes `where`. */
  passes(where: Conditions | undefined, place: string): string
  /** `FROM …` with the source as `src` and every lookup the compiled expressions need. Call it last. */
  from(): string
}

const fine = "''"
const moneyType = 'Decimal(18, 2)'

const reason = (name: RejectionReason): string => `'${name}'`

function firstProblem(problems: readonly string[]): string {
  const real = [...new Set(problems)].filter((problem) => problem !== fine)
  if (real.length <= 1) return real[0] ?? fine
  return `multiIf(${real.map((problem) => `${problem} != '', ${problem}`).join(', ')}, '')`
}

function whenFilled(text: string, bad: string, name: RejectionReason): string {
  return `if(${text} != '' AND ${bad}, ${reason(name)}, '')`
}

/** ISO and compact dates; open ends such as 9999-12-31 become the last day ClickHouse knows. */
function isoDate(text: string): string {
  const day = `replaceRegexpOne(${text}, ${compactDate}, '\\\\1-\\\\2-\\\\3')`
  const head = `replaceRegexpOne(${day}, ${dateWithTime}, '\\\\1')`
  return parsedDate(`replaceRegexpOne(${head}, ${farFuture}, '2299-12-31')`, '%Y-%m-%d')
}

function parsedDate(text: string, format: string): string {
  const parsed = `parseDateTime64OrNull(${text}, ${textLiteral(format)}, 'UTC')`
  return `toDate32(${parsed})`
}

const compactDate = textLiteral(String.raw`^(\d{4})(\d{2})(\d{2})$`)
const dateWithTime = textLiteral(String.raw`^(\d{4}-\d{2}-\d{2})[ T].*$`)
const farFuture = textLiteral(String.raw`^(?:2[3-9]|[3-9]\d)\d{2}-\d{2}-\d{2}$`)
const instantPattern = textLiteral(
  String.raw`^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$`,
)
const numberPattern = textLiteral(String.raw`^[+-]?(\d+([.]\d*)?|[.]\d+)(~|[eE][+-]?\d+)?$`)
const exactMoney = textLiteral(String.raw`^[+-]?(\d{1,16}([.]\d{0,2}0*)?|[.]\d{1,2}0*)$`)
const exactMinor = textLiteral(String.raw`^[+-]?\d{1,18}$`)

function cell(opened: OpenSource, alias: string, columns: string[], name: string, place: string): string {
  if (opened.columns && !opened.columns.includes(name)) {
    throw new AppError(
      'invalid_definition',
      `${place}: the file ${opened.path} has no column "${name}"; it has ${opened.columns.join(', ')}`,
    )
  }
  if (!columns.includes(name)) columns.push(name)
  return `${alias}.cells[${columns.indexOf(name) + 1}]`
}

function conditionsOf(where: Conditions, column: (name: string) => string): string {
  return Object.entries(where)
    .map(([name, values]) => `has(${textList(values)}, ${column(name)})`)
    .join(' AND ')
}

/** Expressions over one open file. `open` gives the files that lookups name; `timezone` is that of texts without one. */
export function createCompiler(
  source: OpenSource,
  open: (file: string) => OpenSource,
  timezone: string,
): Compiler {
  const used: string[] = []
  const joins: string[] = []
  const zone = textLiteral(timezone)

  const lookup = (expression: Extract<Expression, { lookup: string }>, place: string): Compiled => {
    const opened = open(expression.lookup)
    const columns: string[] = []
    const read = (name: string): string => cell(opened, 's', columns, name, place)
    const key = read(expression.key)
    const value = read(expression.value)
    const where = expression.where ? `AND ${conditionsOf(expression.where, read)}` : ''
    const of = text(expression.of, place)
    const alias = `lookup_${joins.length + 1}`
    joins.push(
      `LEFT JOIN (SELECT ${key} AS k, argMin(${value}, s.line) AS v FROM (${opened.render(columns)}) AS s ` +
        `WHERE NOT s.bad AND k != '' ${where} GROUP BY k) AS ${alias} ON ${alias}.k = ${of.value}`,
    )
    return { value: `${alias}.v`, problem: of.problem }
  }

  const mapped = (
    expression: Extract<Expression, { map: Record<string, string> }>,
    place: string,
  ): Compiled => {
    const of = text(expression.of, place)
    const keys = textList(Object.keys(expression.map))
    const values = textList(Object.values(expression.map))
    if (expression.else !== undefined) {
      const otherwise = text(expression.else, place)
      return {
        value: `if(has(${keys}, ${of.value}), transform(${of.value}, ${keys}, ${values}, ''), ${otherwise.value})`,
        problem: firstProblem([of.problem, otherwise.problem]),
      }
    }
    return {
      value: `transform(${of.value}, ${keys}, ${values}, '')`,
      problem: firstProblem([
        of.problem,
        whenFilled(of.value, `NOT has(${keys}, ${of.value})`, 'unmapped_value'),
      ]),
    }
  }

  const branches = (
    expression: Extract<Expression, { when: unknown }>,
    type: FieldType,
    place: string,
  ): Compiled => {
    const none = type === 'text' ? "''" : 'NULL'
    const otherwise =
      expression.else === undefined ? { value: none, problem: fine } : compile(expression.else, type, place)
    const arms = expression.when.map((branch) => ({
      test: `has(${textList(branch.is)}, ${text(branch.of, place).value})`,
      gives: compile(branch.gives, type, place),
    }))
    const choose = (pick: (compiled: Compiled) => string): string =>
      `multiIf(${arms.map((arm) => `${arm.test}, ${pick(arm.gives)}`).join(', ')}, ${pick(otherwise)})`
    return { value: choose((compiled) => compiled.value), problem: choose((compiled) => compiled.problem) }
  }

  const text = (expression: Expression, place: string): Compiled => {
    if (typeof expression === 'string')
      return { value: cell(source, 'src', used, expression, place), problem: fine }
    if ('value' in expression && !('lookup' in expression)) {
      return { value: textLiteral(String(expression.value)), problem: fine }
    }
    if ('concat' in expression) {
      const parts = expression.concat.map((part) => text(part, place))
      return {
        value: `concat(${parts.map((part) => part.value).join(', ')}, '')`,
        problem: firstProblem(parts.map((part) => part.problem)),
      }
    }
    if ('first' in expression) {
      const parts = expression.first.map((part) => text(part, place))
      return {
        value: `multiIf(${parts.map((part) => `${part.value} != '', ${part.value}`).join(', ')}, '')`,
        problem: firstProblem(parts.map((part) => part.problem)),
      }
    }
    if ('lookup' in expression) return lookup(expression, place)
    if ('map' in expression) return mapped(expression, place)
    if ('when' in expression) return branches(expression, 'text', place)
    if ('part' in expression) {
      const of = text(expression.part, place)
      const length = expression.length === undefined ? '' : `, ${expression.length}`
      return { value: `substringUTF8(${of.value}, ${expression.from}${length})`, problem: of.problem }
    }
    if ('pad' in expression) {
      const of = text(expression.pad, place)
      return {
        value: `if(${of.value} = '' OR lengthUTF8(${of.value}) >= ${expression.to}, ${of.value}, leftPadUTF8(${of.value}, ${expression.to}, ${textLiteral(expression.with)}))`,
        problem: of.problem,
      }
    }
    if ('upper' in expression || 'lower' in expression) {
      const of = text('upper' in expression ? expression.upper : expression.lower, place)
      return {
        value: `${'upper' in expression ? 'upperUTF8' : 'lowerUTF8'}(${of.value})`,
        problem: of.problem,
      }
    }
    const typed = compile(
      expression,
      'date' in expression || 'addMonths' in expression ? 'date' : 'money',
      place,
    )
    return { value: `ifNull(toString(${typed.value}), '')`, problem: typed.problem }
  }

  const date = (expression: Expression, place: string): Compiled => {
    if (typeof expression === 'object' && 'date' in expression) {
      const of = text(expression.date, place)
      const formats = [expression.format].flat()
      const value = `coalesce(${formats.map((format) => parsedDate(of.value, format)).join(', ')})`
      return {
        value,
        problem: firstProblem([of.problem, whenFilled(of.value, `isNull(${value})`, 'unparsable_date')]),
      }
    }
    if (typeof expression === 'object' && 'addMonths' in expression) {
      const start = date(expression.addMonths, place)
      const months = text(expression.months, place)
      const count = `toInt32OrNull(${months.value})`
      return {
        value: `addMonths(${start.value}, ${count})`,
        problem: firstProblem([
          start.problem,
          months.problem,
          whenFilled(months.value, `isNull(${count})`, 'not_a_number'),
        ]),
      }
    }
    const of = text(expression, place)
    const value = isoDate(of.value)
    return {
      value,
      problem: firstProblem([of.problem, whenFilled(of.value, `isNull(${value})`, 'unparsable_date')]),
    }
  }

  const instant = (expression: Expression, place: string): Compiled => {
    const explicit = typeof expression === 'object' && 'date' in expression ? expression : undefined
    const of = text(explicit ? explicit.date : expression, place)
    const parsed = explicit
      ? `coalesce(${[explicit.format]
          .flat()
          .map((format) => `parseDateTime64OrNull(${of.value}, ${textLiteral(format)}, ${zone})`)
          .join(', ')})`
      : `if(match(${of.value}, ${instantPattern}), parseDateTime64BestEffortOrNull(${of.value}, 3, ${zone}), NULL)`
    const value = `toDateTime64(${parsed}, 3, 'UTC')`
    return {
      value,
      problem: firstProblem([of.problem, whenFilled(of.value, `isNull(${value})`, 'unparsable_date')]),
    }
  }

  const money = (expression: Expression, place: string): Compiled => {
    if (typeof expression === 'object' && 'negate' in expression) {
      const of = money(expression.negate, place)
      return { value: `CAST(negate(${of.value}) AS Nullable(${moneyType}))`, problem: of.problem }
    }
    if (typeof expression === 'object' && 'sum' in expression) {
      const parts = expression.sum.map((part) => money(part, place))
      return {
        value: `CAST(${parts.map((part) => `ifNull(${part.value}, toDecimal64(0, 2))`).join(' + ')} AS Nullable(${moneyType}))`,
        problem: firstProblem(parts.map((part) => part.problem)),
      }
    }
    const options = typeof expression === 'object' && 'number' in expression ? expression : undefined
    const of = text(options ? options.number : expression, place)
    return parsedMoney(of, options ?? {})
  }

  const flag = (expression: Expression, place: string): Compiled => {
    const of = text(expression, place)
    const lower = `lower(${of.value})`
    const yes = textList(['1', 'true', 'yes', 'y'])
    const no = textList(['0', 'false', 'no', 'n'])
    return {
      value: `if(${of.value} = '', NULL, toUInt8(has(${yes}, ${lower})))`,
      problem: firstProblem([
        of.problem,
        whenFilled(of.value, `NOT has(${yes}, ${lower}) AND NOT has(${no}, ${lower})`, 'unmapped_value'),
      ]),
    }
  }

  const compile = (expression: Expression, type: FieldType, place: string): Compiled => {
    if (type === 'text') return text(expression, place)
    if (typeof expression === 'object' && 'when' in expression) return branches(expression, type, place)
    return { date, instant, money, flag }[type](expression, place)
  }

  return {
    compile,
    passes: (where, place) =>
      where ? conditionsOf(where, (name) => cell(source, 'src', used, name, place)) : 'true',
    from: () => `FROM (${source.render(used)}) AS src\n${joins.join('\n')}`,
  }
}

/** Money is exact or refused: at most 16 digits before the point and, trailing zeros aside, two behind it. */
function parsedMoney(
  of: Compiled,
  options: { decimal?: ',' | '.'; thousands?: string; unit?: 'major' | 'minor' },
): Compiled {
  let plain = of.value
  if (options.thousands !== undefined) plain = `replaceAll(${plain}, ${textLiteral(options.thousands)}, '')`
  if (options.decimal === ',') plain = `replaceAll(${plain}, ',', '.')`
  const exact = options.unit === 'minor' ? exactMinor : exactMoney
  const parsed =
    options.unit === 'minor'
      ? `CAST(toDecimal128OrNull(${plain}, 2) / 100 AS Nullable(${moneyType}))`
      : `toDecimal64OrNull(${plain}, 2)`
  return {
    value: `if(match(${plain}, ${exact}), ${parsed}, NULL)`,
    problem: firstProblem([
      of.problem,
      `multiIf(${plain} = '' OR match(${plain}, ${exact}), '', match(${plain}, ${numberPattern}), ${reason('inexact_amount')}, ${reason('not_a_number')})`,
    ]),
  }
}
