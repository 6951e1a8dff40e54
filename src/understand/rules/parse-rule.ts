import type { ErrorDetail } from '../../platform/errors.ts'
import { AppError } from '../../platform/errors.ts'
import { type Leaf, leafKind, leafNames } from './leaves/index.ts'
import { leafProblems } from './leaf-problems.ts'
import { nearestNames } from './nearest-names.ts'
import type { Rule } from './rule.ts'

const maxDepth = 20
const maxLeaves = 500
const mostProblems = 50
const groups = ['all', 'any', 'not']
const forms = [...groups, ...leafNames]

/** What other rule languages call it. */
const synonyms: Readonly<Record<string, string>> = {
  and: 'all',
  or: 'any',
  none: 'not',
  event: 'behaviour',
  behavior: 'behaviour',
  events: 'behaviour',
  product: 'holding',
  field: 'attribute',
  audience: 'segment',
}
const meantBy = (key: string): string[] => {
  const synonym = Object.entries(synonyms).find(([name]) => name === key.toLowerCase())?.[1]
  return synonym === undefined ? nearestNames(key, forms) : [synonym]
}

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
    { details: problems.slice(0, mostProblems) },
  )
}

function parseNode(value: unknown, pointer: string, depth: number, parsing: Parsing): Rule | null {
  const wrong = (message: string, path = pointer): null => {
    parsing.problems.push({ path, message })
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(`must be an object with one of ${forms.join(', ')}`)
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
    const near = [...new Set(Object.keys(value).flatMap(meantBy))]
    const fix = near.length > 0 ? `did you mean ${near.join(', ')}?` : `use one of ${forms.join(', ')}`
    parsing.problems.push({ path: pointer, message: `is no condition: ${fix}` })
    return null
  }
  const marks = Object.keys(value).filter((key) => leafNames.includes(key))
  const [mark, other] = marks
  if (other !== undefined) {
    parsing.problems.push({
      path: `${pointer}/${other}`,
      message: `stands beside "${mark}": an object is one condition; put both under all`,
    })
    return null
  }
  const problems = leafProblems(kind.schema, value, pointer)
  parsing.problems.push(...problems)
  return problems.length === 0 ? (kind.schema.parse(value) as Leaf) : null
}
