import type { ErrorDetail } from '../../platform/errors.ts'
import { AppError } from '../../platform/errors.ts'
import { type Leaf, leafKind, leafNames } from './leaves/index.ts'
import { nearestNames } from './nearest-names.ts'
import type { Rule } from './rule.ts'

const maxDepth = 20
const maxLeaves = 500
const groups = ['all', 'any', 'not']

interface Parsing {
  readonly problems: ErrorDetail[]
  leaves: number
}

/**
 * Read a rule from JSON.
 * @throws AppError invalid_definition listing every wrong place as a JSON pointer, with the fix
 */
export function parseRule(value: unknown, pointer = ''): Rule {
  const parsing: Parsing = { problems: [], leaves: 0 }
  const rule = parseNode(value, pointer, 1, parsing)
  if (parsing.leaves > maxLeaves) {
    parsing.problems.push({
      path: pointer,
      message: `has ${parsing.leaves} conditions, at most ${maxLeaves} are allowed`,
    })
  }
  if (rule === null || parsing.problems.length > 0) throw ruleError(parsing.problems)
  return rule
}

export function ruleError(problems: readonly ErrorDetail[]): AppError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new AppError(
    'invalid_definition',
    `The rule is wrong at ${first?.path || '/'}: ${first?.message ?? 'it is empty'}${more}`,
    { details: problems },
  )
}

function parseNode(value: unknown, pointer: string, depth: number, parsing: Parsing): Rule | null {
  const wrong = (message: string, path = pointer): null => {
    parsing.problems.push({ path, message })
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(`must be an object with one of ${[...groups, ...leafNames].join(', ')}`)
  }
  if (depth > maxDepth) return wrong(`is nested deeper than ${maxDepth} levels: flatten it`)
  const keys = Object.keys(value)
  const group = keys.find((key) => groups.includes(key))
  if (group === undefined) return parseLeaf(value, pointer, parsing)
  if (keys.length > 1) {
    return wrong(
      `stands beside "${group}": an object with "${group}" holds nothing else`,
      `${pointer}/${keys.find((key) => key !== group)}`,
    )
  }
  const children: unknown = Object.values(value)[0]
  if (group === 'not') {
    const child = parseNode(children, `${pointer}/not`, depth + 1, parsing)
    return child && { not: child }
  }
  if (!Array.isArray(children) || children.length === 0) {
    return wrong('must be a list of at least one condition', `${pointer}/${group}`)
  }
  const parsed = children.map((child, i) => parseNode(child, `${pointer}/${group}/${i}`, depth + 1, parsing))
  const complete = parsed.filter((child) => child !== null)
  return group === 'all' ? { all: complete } : { any: complete }
}

function parseLeaf(value: object, pointer: string, parsing: Parsing): Leaf | null {
  parsing.leaves += 1
  const kind = leafKind(value)
  if (!kind) {
    const names = [...groups, ...leafNames]
    const near = Object.keys(value).flatMap((key) => nearestNames(key, names))
    const fix = near.length > 0 ? `did you mean ${near.join(', ')}?` : `use one of ${names.join(', ')}`
    parsing.problems.push({ path: pointer, message: `is no condition: ${fix}` })
    return null
  }
  const result = kind.schema.safeParse(value)
  if (result.success) return result.data as Leaf
  for (const issue of result.error.issues) {
    const path = [
      pointer,
      ...issue.path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')),
    ]
    parsing.problems.push({ path: path.join('/'), message: issue.message })
  }
  return null
}
