import { AppError } from '../errors.ts'

const identifierPattern = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * A column or table name, quoted. Only names of letters, digits and underscores exist in Banyan.
 * @throws AppError invalid_request for anything else
 */
export function identifier(name: string): string {
  if (!identifierPattern.test(name) || name.length > 128) {
    throw new AppError(
      'invalid_request',
      `"${name.slice(0, 40)}" is not a name: use letters, digits and underscores`,
    )
  }
  return `\`${name}\``
}

function quote(text: string): string {
  return `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    // No text may look like a {name:Type} placeholder of the statement that it becomes part of.
    .replaceAll('{', String.raw`\x7B`)
    .replaceAll('\0', '\\0')
    .replaceAll('\b', '\\b')
    .replaceAll('\f', '\\f')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')}'`
}

function mismatch(value: unknown, type: string): AppError {
  const shown = typeof value === 'string' ? `"${value.slice(0, 40)}"` : String(value)
  return new AppError('invalid_request', `${shown} is not a value of ClickHouse type ${type}`)
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  parts.push(text.slice(start).trim())
  return parts
}

function integerLiteral(value: unknown, type: string): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value === 'string' && /^-?\d{1,40}$/.test(value)) return value
  throw mismatch(value, type)
}

function dateText(value: unknown, type: string): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().slice(0, 10)
  throw mismatch(value, type)
}

function instantText(value: unknown, type: string): string {
  const date = typeof value === 'string' || typeof value === 'number' ? new Date(value) : value
  if (date instanceof Date && !Number.isNaN(date.getTime())) {
    return date.toISOString().replace('T', ' ').replace('Z', '')
  }
  throw mismatch(value, type)
}

/**
 * A value as a ClickHouse literal of `type`: strings escaped, numbers checked, arrays, maps, tuples and nulls
 * spelled out. Instants (Date, epoch milliseconds, ISO text) are read and written as UTC.
 * @throws AppError invalid_request when the value does not belong to the type
 */
export function literal(value: unknown, type: string): string {
  const outer = /^([A-Za-z0-9]+)(?:\((.*)\))?$/s.exec(type.trim())
  if (!outer) throw new AppError('internal', `"${type}" is not a ClickHouse type`)
  const [, name = '', inner = ''] = outer
  switch (name) {
    case 'Nullable':
      return value === null || value === undefined ? 'NULL' : literal(value, inner)
    case 'LowCardinality':
      return literal(value, inner)
    case 'Identifier':
      return identifier(String(value))
    case 'String':
    case 'FixedString':
      if (typeof value !== 'string') throw mismatch(value, type)
      return quote(value)
    case 'UUID':
      if (typeof value !== 'string' || !/^[0-9a-f-]{36}$/i.test(value)) throw mismatch(value, type)
      return `toUUID('${value}')`
    case 'Bool':
      if (typeof value !== 'boolean') throw mismatch(value, type)
      return value ? 'true' : 'false'
    case 'Float32':
    case 'Float64':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw mismatch(value, type)
      return `toFloat64(${value})`
    case 'Decimal':
      if (!/^-?\d+(\.\d+)?$/.test(String(value))) throw mismatch(value, type)
      return `CAST('${String(value)}' AS Decimal(${inner}))`
    case 'Date':
    case 'Date32':
      return `to${name}('${dateText(value, type)}')`
    case 'DateTime':
      return `toDateTime('${instantText(value, type).slice(0, 19)}', 'UTC')`
    case 'DateTime64':
      return `toDateTime64('${instantText(value, type)}', 3, 'UTC')`
    case 'Array':
      if (!Array.isArray(value)) throw mismatch(value, type)
      return value.length === 0
        ? `CAST([] AS Array(${inner}))`
        : `[${value.map((item) => literal(item, inner)).join(', ')}]`
    case 'Tuple': {
      const types = splitTopLevel(inner)
      if (!Array.isArray(value) || value.length !== types.length) throw mismatch(value, type)
      const items = types.map((itemType, i) => literal(value[i], itemType)).join(', ')
      // Without a call a tuple is one constant to the parser: hundreds of them cost nothing.
      return types.length > 1 ? `(${items})` : `tuple(${items})`
    }
    case 'Map': {
      const [keyType = 'String', valueType = 'String'] = splitTopLevel(inner)
      if (typeof value !== 'object' || value === null) throw mismatch(value, type)
      const pairs = Object.entries(value).map(
        ([key, item]) => `${literal(key, keyType)}, ${literal(item, valueType)}`,
      )
      return pairs.length === 0 ? `CAST(map() AS ${type})` : `map(${pairs.join(', ')})`
    }
    default:
      if (/^U?Int(8|16|32|64|128|256)$/.test(name)) return integerLiteral(value, type)
      throw new AppError('internal', `No literal encoding for ClickHouse type ${type}`)
  }
}

const placeholder = /\{([A-Za-z_][A-Za-z0-9_]*):\s*((?:[^{}']|'[^']*')+)\}/g

/**
 * Replace every `{name:Type}` in `sql` by the literal of that parameter.
 * @throws AppError internal when a placeholder has no parameter
 */
export function renderParameters(sql: string, parameters: Readonly<Record<string, unknown>>): string {
  return sql.replaceAll(placeholder, (_, name: string, type: string) => {
    if (!(name in parameters)) throw new AppError('internal', `No value for the parameter {${name}:${type}}`)
    return literal(parameters[name], type.trim())
  })
}

/** The same parameters in the shape that ClickHouse's HTTP interface binds. */
export function boundParameters(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : value,
    ]),
  )
}
