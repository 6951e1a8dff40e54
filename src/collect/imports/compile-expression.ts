import { AppError } from '../../platform/errors.ts'
import { type Compiled, fine, firstProblem, whenFilled } from './compiled.ts'
import type { Conditions, Expression } from './expression.ts'
import { addMonths, parseDate, parseInstant } from './parse-date.ts'
import { inexactMark, negateMoney, parseMoney, sumMoney } from './parse-money.ts'
import type { OpenSource } from './sources/source.ts'
import { textList, textLiteral } from './sql-text.ts'

export type FieldType = 'text' | 'date' | 'instant' | 'money' | 'flag'

export interface Compiler {
  /** `place` names the field in error messages, e.g. `ledger[0].amount`. Missing values are '' (text) or NULL. */
  compile(expression: Expression, type: FieldType, place: string): Compiled
  /** SQL condition that a row passes `where`. */
  passes(where: Conditions | undefined, place: string): string
  /** `FROM …` with the source as `src` and every lookup the compiled expressions need. Call it last. */
  from(): string
}

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

function withoutMark(opened: OpenSource, text: string): string {
  return opened.marksInexact ? `trimRight(${text}, ${textLiteral(inexactMark)})` : text
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
  const raw = (name: string, place: string): string => cell(source, 'src', used, name, place)
  const plain = (name: string, place: string): string => withoutMark(source, raw(name, place))

  const lookup = (expression: Extract<Expression, { lookup: string }>, place: string): Compiled => {
    const opened = open(expression.lookup)
    const columns: string[] = []
    const read = (name: string): string => withoutMark(opened, cell(opened, 's', columns, name, place))
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
    if (typeof expression === 'string') return { value: plain(expression, place), problem: fine }
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
    if ('line' in expression) return { value: 'toString(src.line)', problem: fine }
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
      return parseDate(text(expression.date, place), [expression.format].flat())
    }
    if (typeof expression === 'object' && 'addMonths' in expression) {
      return addMonths(date(expression.addMonths, place), text(expression.months, place))
    }
    return parseDate(text(expression, place))
  }

  const instant = (expression: Expression, place: string): Compiled =>
    typeof expression === 'object' && 'date' in expression
      ? parseInstant(text(expression.date, place), timezone, [expression.format].flat())
      : parseInstant(text(expression, place), timezone)

  const money = (expression: Expression, place: string): Compiled => {
    if (typeof expression === 'object' && 'negate' in expression)
      return negateMoney(money(expression.negate, place))
    if (typeof expression === 'object' && 'sum' in expression) {
      return sumMoney(expression.sum.map((part) => money(part, place)))
    }
    const notation = typeof expression === 'object' && 'number' in expression ? expression : undefined
    const of = notation ? notation.number : expression
    // A column as it stands, because it may carry the mark of an inexact number.
    const read = typeof of === 'string' ? { value: raw(of, place), problem: fine } : text(of, place)
    return parseMoney(read, notation ?? {})
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
    passes: (where, place) => (where ? conditionsOf(where, (name) => plain(name, place)) : 'true'),
    from: () => `FROM (${source.render(used)}) AS src\n${joins.join('\n')}`,
  }
}
