import { analyzeSync, Output, Tag, type Template } from 'liquidjs'

/** A variable that a text names, and what becomes of the text without its value. */
export interface Reference {
  readonly path: string
  readonly line: number
  readonly column: number
  /** `always` the text cannot do without · `sometimes` only in some branches · `never` it has a default or is asked for. */
  readonly needed: 'always' | 'sometimes' | 'never'
  /** It decides about a branch: a missing value then counts as nothing, not as a mistake. */
  readonly decides: boolean
}

const branching = new Set(['if', 'unless', 'case'])

/** Every variable that comes from outside the text. */
export function referencesOf(templates: readonly Template[]): Reference[] {
  const locals = new Set(
    templates.length === 0 ? [] : Object.keys(analyzeSync([...templates], { partials: false }).locals),
  )
  const starts = lineStarts(templates[0]?.token.input ?? '')
  return walk(templates, starts, false, new Set()).filter(({ path }) => !locals.has(path.split('.')[0] ?? ''))
}

function walk(
  templates: readonly Template[],
  starts: readonly number[],
  inBranch: boolean,
  guarded: ReadonlySet<string>,
): Reference[] {
  return templates.flatMap((template) => {
    const name = template instanceof Tag ? template.name : ''
    const own = variablesOf(template, starts)
    if (!branching.has(name)) {
      const lenientBefore = template instanceof Output ? defaultAt(template) : undefined
      const references = own.map(({ offset, ...reference }): Reference => {
        const lenient = lenientBefore !== undefined && offset < lenientBefore
        const needed = lenient || guarded.has(reference.path) ? 'never' : inBranch ? 'sometimes' : 'always'
        return {
          ...reference,
          needed: lenientBefore !== undefined && !lenient ? 'sometimes' : needed,
          decides: false,
        }
      })
      return [...references, ...walk(childrenOf(template), starts, inBranch, guarded)]
    }
    const asked = own.map(({ path, line, column }): Reference => ({
      path,
      line,
      column,
      needed: 'never',
      decides: true,
    }))
    const inside = new Set([...guarded, ...asked.map(({ path }) => path)])
    return [...asked, ...walk(childrenOf(template), starts, true, inside)]
  })
}

/** The variables of one node without those of the nodes in it. */
function variablesOf(
  template: Template,
  starts: readonly number[],
): { path: string; line: number; column: number; offset: number }[] {
  // A copy without children: what the analysis finds then is the node's own.
  const alone: Template = {
    token: template.token,
    render: () => undefined,
    ...(template.arguments ? { arguments: () => template.arguments?.() ?? [] } : {}),
  }
  return Object.values(analyzeSync([alone], { partials: false }).variables)
    .flat()
    .map(({ segments, location: { row, col } }) => ({
      path: segments.map(String).join('.'),
      line: row,
      column: col,
      offset: (starts[row - 1] ?? 0) + col - 1,
    }))
}

function childrenOf(template: Template): Template[] {
  const walking = template.children?.(false, true)
  if (!walking) return []
  for (;;) {
    const step = walking.next()
    if (step.done) return step.value
  }
}

/** Where the `default` filter begins that comes first in an output; what stands before it may be missing. */
function defaultAt(output: Output): number | undefined {
  if (output.value.filters[0]?.name !== 'default') return undefined
  const { input, begin, end } = output.token
  let quote = ''
  for (let i = begin; i < end; i += 1) {
    const char = input[i] ?? ''
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '|') return i
  }
  return undefined
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}
