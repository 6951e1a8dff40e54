import { z } from 'zod'
import type { ErrorDetail } from '../../platform/errors.ts'
import { nearestNames } from './nearest-names.ts'

/** A key of a JSON pointer (RFC 6901). */
const pointerPart = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1')

const kindNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list: [ … ]',
  tuple: 'a list: [ … ]',
  object: 'an object: { … }',
}

/** How people write operators and keys elsewhere. */
const synonyms: Readonly<Record<string, string>> = {
  '=': 'eq',
  '==': 'eq',
  equals: 'eq',
  is: 'eq',
  '!=': 'ne',
  '<>': 'ne',
  not_equals: 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  exists: 'is_set',
  is_null: 'is_not_set',
  operator: 'op',
  values: 'value',
  type: 'kind',
}

function didYouMean(wrong: string, names: readonly string[]): string {
  const synonym = Object.entries(synonyms).find(([name]) => name === wrong.toLowerCase())?.[1]
  const near = synonym !== undefined && names.includes(synonym) ? [synonym] : nearestNames(wrong, names)
  return near.length > 0 ? `did you mean ${near.join(', ')}?` : `use one of ${names.join(', ')}`
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? 'nothing')

/** What is wrong, and the fix, where a schema does not say so itself. */
function explainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') {
    const values = issue.code === 'invalid_value' ? issue.values.map(String) : []
    const fix = values.length > 0 ? `use one of ${values.join(', ')}` : 'give it'
    const kind = issue.code === 'invalid_type' ? kindNames[issue.expected] : undefined
    return `is missing: ${kind === undefined ? fix : `give ${kind}`}`
  }
  switch (issue.code) {
    case 'invalid_type':
      if (Number.isNaN(issue.input) || issue.input === Infinity || issue.input === -Infinity) {
        return 'must be a number that is finite'
      }
      return `must be ${kindNames[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`
    case 'invalid_value': {
      const values = issue.values.map(String)
      const [only] = values
      if (values.length === 1) return `must be ${only}, not ${shown(issue.input)}`
      return typeof issue.input === 'string'
        ? `"${issue.input.slice(0, 60)}" is unknown: ${didYouMean(issue.input, values)}`
        : `must be one of ${values.join(', ')}`
    }
    case 'too_small':
      if (issue.origin === 'string') return 'is empty: give a text'
      return issue.origin === 'array'
        ? `holds too few: at least ${issue.minimum}`
        : `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `is too long: at most ${issue.maximum} characters`
      return issue.origin === 'array'
        ? `holds too many: at most ${issue.maximum}`
        : `must be at most ${issue.maximum}`
    case 'invalid_format':
      return issue.format === 'date' ? `${shown(issue.input)} is no day: write it as 2026-11-01` : undefined
    case 'invalid_union':
      return issue.discriminator === undefined
        ? `${shown(issue.input)} does not fit here`
        : unknownVariant(issue)
    default:
      return undefined
  }
}

/** A value of `op` (or whatever tells the variants apart) that no variant has. */
function unknownVariant(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const key = issue.discriminator ?? ''
  const value: unknown = Object.entries(Object(issue.input)).find(([name]) => name === key)?.[1]
  const options = Array.isArray(issue.options) ? issue.options.map(String) : []
  return value === undefined
    ? `is missing: use one of ${options.join(', ')}`
    : `${shown(value)} is unknown: ${didYouMean(String(value), options)}`
}

/** The places where a leaf does not fit its schema; a key that is unknown there is a place of its own. */
export function leafProblems(schema: z.ZodType, leaf: object, pointer: string): ErrorDetail[] {
  const known = new Map<string, string[]>()
  const result = schema.safeParse(leaf, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        known.set(pointerOf(issue.path ?? []), Object.keys(issue.inst.shape))
      }
      return explainIssue(issue)
    },
  })
  if (result.success) return []
  return result.error.issues.flatMap((issue): ErrorDetail[] => {
    const path = pointerOf(issue.path)
    if (issue.code !== 'unrecognized_keys') return [{ path: pointer + path, message: issue.message }]
    return issue.keys.map((key) => ({
      path: `${pointer}${path}/${pointerPart(key)}`,
      message: `is not known here: ${didYouMean(key, known.get(path) ?? [])}`,
    }))
  })
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${pointerPart(part)}`).join('')
