import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../rules/index.ts'
import { type Expression, ExpressionError } from './parse-expression.ts'

export type ValueType = 'number' | 'string' | 'boolean' | 'date'

/** A value in SQL: Nullable(Float64), Nullable(String), Nullable(Bool) or Nullable(Date32), where NULL = missing. */
interface Typed {
  readonly type: ValueType | 'missing'
  readonly sql: string
}

export interface ExpressionScope {
  /** Type and SQL of a tag's value, missing = NULL. Undefined when there is no such tag. */
  readonly tag: (key: string) => { readonly type: ValueType; readonly sql: string } | undefined
  /** The as-of day, `2026-11-01`. */
  readonly today: string
}

const nullable: Readonly<Record<ValueType, string>> = {
  number: 'Nullable(Float64)',
  string: 'Nullable(String)',
  boolean: 'Nullable(Bool)',
  date: 'Nullable(Date32)',
}
const described = { number: 'a number', string: 'a text', boolean: 'true or false', date: 'a day' }

/** Functions of numbers: how many they take, at least and at most, and their SQL. */
const numeric: Readonly<Record<string, readonly [least: number, most: number, sql: string]>> = {
  abs: [1, 1, 'abs'],
  floor: [1, 1, 'floor'],
  ceil: [1, 1, 'ceil'],
  sqrt: [1, 1, 'sqrt'],
  ln: [1, 1, 'log'],
  exp: [1, 1, 'exp'],
}
/** Functions of values of one type that return the same type. Missing values are left out. */
const choosing = ['min', 'max', 'coalesce']

/**
 * Compile a parsed expression to SQL. Whatever takes part in arithmetic or a comparison and is missing makes the
 * result missing; so does a division by zero.
 * @throws ExpressionError saying what does not fit and where
 */
export function compileExpression(expression: Expression, scope: ExpressionScope): Typed {
  const compile = (part: Expression): Typed => {
    switch (part.kind) {
      case 'number':
        return { type: 'number', sql: literal(part.value, 'Float64') }
      case 'text':
        return { type: 'string', sql: sqlText(part.value) }
      case 'boolean':
        return { type: 'boolean', sql: String(part.value) }
      case 'missing':
        return { type: 'missing', sql: 'NULL' }
      case 'tag': {
        if (part.key === 'today') return { type: 'date', sql: literal(scope.today, 'Date32') }
        const tag = scope.tag(part.key)
        if (!tag) throw new ExpressionError(`there is no tag "${part.key}" (character ${part.at})`)
        return tag
      }
      case 'negative':
        return { type: 'number', sql: `(-${as('number', part.of)})` }
      case 'not':
        return { type: 'boolean', sql: `NOT (${as('boolean', part.of)})` }
      case 'is_missing':
        return { type: 'boolean', sql: `isNull(${compile(part.of).sql})` }
      case 'binary':
        return binary(part)
      case 'in': {
        const { type } = common([part.of, ...part.values], part.at)
        if (type === 'missing' || part.values.length === 0)
          throw new ExpressionError(`"in" needs values to compare with (character ${part.at})`)
        const equals = part.values.map((value) => `${as(type, part.of)} = ${as(type, value)}`)
        return { type: 'boolean', sql: `(${equals.join(' OR ')})` }
      }
      case 'case': {
        const values = [...part.branches.map(({ value }) => value), part.otherwise]
        const { type } = common(values, part.at)
        if (type === 'missing') return { type, sql: 'NULL' }
        const branches = part.branches.map(
          ({ when, value }) => `ifNull(${as('boolean', when)}, false), ${cast(type, value)}`,
        )
        return { type, sql: `multiIf(${branches.join(', ')}, ${cast(type, part.otherwise)})` }
      }
      case 'call':
        return call(part)
    }
  }

  const as = (type: ValueType, part: Expression): string => {
    const found = compile(part)
    if (found.type === 'missing') return `CAST(NULL AS ${nullable[type]})`
    if (found.type !== type)
      throw new ExpressionError(
        `needs ${described[type]}${'at' in part ? ` at character ${part.at}` : ''}, not ${described[found.type]}`,
      )
    return found.sql
  }
  const cast = (type: ValueType, part: Expression): string => `CAST(${as(type, part)} AS ${nullable[type]})`

  /** The one type that several values have. */
  const common = (parts: readonly Expression[], at: number): { type: Typed['type'] } => {
    const types = new Set(parts.map((part) => compile(part).type))
    types.delete('missing')
    const [type = 'missing'] = types
    if (types.size > 1)
      throw new ExpressionError(`mixes ${[...types].join(' and ')} (character ${at}): use one type`)
    return { type }
  }

  const binary = (part: Extract<Expression, { kind: 'binary' }>): Typed => {
    const { sign, left, right, at } = part
    if (sign === 'and' || sign === 'or')
      return {
        type: 'boolean',
        sql: `(${as('boolean', left)} ${sign.toUpperCase()} ${as('boolean', right)})`,
      }
    const days = compile(left).type === 'date'
    if (sign === '-' && days && compile(right).type === 'date')
      return {
        type: 'number',
        sql: `toFloat64(dateDiff('day', ${as('date', right)}, ${as('date', left)}))`,
      }
    if (sign === '/')
      return { type: 'number', sql: `(${as('number', left)} / nullIf(${as('number', right)}, 0))` }
    if (sign === '+' || sign === '-' || sign === '*')
      return { type: 'number', sql: `(${as('number', left)} ${sign} ${as('number', right)})` }
    const { type } = common([left, right], at)
    if (type === 'missing') throw new ExpressionError(`compares nothing with nothing (character ${at})`)
    return { type: 'boolean', sql: `(${as(type, left)} ${sign} ${as(type, right)})` }
  }

  const call = (part: Extract<Expression, { kind: 'call' }>): Typed => {
    const { name, of, at } = part
    const takes = (least: number, most = least): void => {
      if (of.length >= least && of.length <= most) return
      const many = least === most ? String(least) : `${least} to ${most}`
      throw new ExpressionError(`${name} takes ${many} values, not ${of.length} (character ${at})`)
    }
    const item = (i: number): Expression => of[i] ?? { kind: 'missing' }
    const known = numeric[name]
    if (known && Object.hasOwn(numeric, name)) {
      takes(known[0], known[1])
      return { type: 'number', sql: `${known[2]}(${of.map((value) => as('number', value)).join(', ')})` }
    }
    if (choosing.includes(name)) {
      takes(1, 50)
      const { type } = common(of, at)
      if (type === 'missing') return { type, sql: 'NULL' }
      const values = of.map((value) => cast(type, value)).join(', ')
      if (name === 'coalesce') return { type, sql: `coalesce(${values})` }
      const sorted = `arraySort(arrayFilter(value -> isNotNull(value), [${values}]))`
      return { type, sql: `(${sorted}[${name === 'min' ? '1' : '-1'}])` }
    }
    switch (name) {
      case 'if':
        takes(3)
        return compile({
          kind: 'case',
          branches: [{ when: item(0), value: item(1) }],
          otherwise: item(2),
          at,
        })
      case 'round': {
        takes(1, 2)
        const digits = of[1] ?? { kind: 'number', value: 0 }
        if (digits.kind !== 'number' || !Number.isInteger(digits.value) || digits.value > 12)
          throw new ExpressionError(`round takes the number of digits, 0 to 12 (character ${at})`)
        return { type: 'number', sql: `round(${as('number', item(0))}, ${digits.value})` }
      }
      case 'year':
      case 'month':
      case 'day':
        takes(1)
        return {
          type: 'number',
          sql: `toFloat64(${{ year: 'toYear', month: 'toMonth', day: 'toDayOfMonth' }[name]}(${as('date', item(0))}))`,
        }
      default:
        throw new ExpressionError(`there is no function "${name}" (character ${at})`)
    }
  }

  return compile(expression)
}
