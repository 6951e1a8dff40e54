import type { CompiledContent } from '../compile-content.ts'
import { type Occasion, occasionOf } from '../liquid/open-liquid.ts'
import type { Language, TemplateVersionView } from '../schema.ts'
import { findVariable, type VariableWorld } from '../variables/index.ts'
import { inEnglish, type VariableType } from '../variables/variable.ts'

/** What one language of a version needs to know about a variable. */
interface Need {
  readonly path: string
  readonly segments: readonly string[]
  readonly type: VariableType
  readonly standIn: string | undefined
  /** Missing values count as nothing where they decide about a branch. */
  readonly decides: boolean
}

/** The variables of a content with what stands in for each. Unknown ones are left out: they stay undefined. */
export function needsOf(
  compiled: CompiledContent,
  { defaults, fallback }: Pick<TemplateVersionView, 'defaults' | 'fallback'>,
  language: Language,
  world: VariableWorld,
): Need[] {
  const references = compiled.texts.flatMap((text) => text.references)
  return [...Map.groupBy(references, ({ path }) => path)].flatMap(([path, uses]): Need[] => {
    const variable = findVariable(path, world)
    if (!variable) return []
    const own = defaults[path]
    return [
      {
        path,
        segments: path.split('.'),
        type: variable.type,
        standIn: own?.[language] ?? own?.[fallback] ?? variable.standIn?.[language],
        decides: uses.some((use) => use.decides),
      },
    ]
  })
}

/** The values of one customer as Liquid reads them. */
export function scopeOf(
  needs: readonly Need[],
  facts: ReadonlyMap<string, string>,
  occasion: Occasion,
): object {
  const scope = empty()
  scope[occasionOf] = occasion
  for (const { path, segments, type, standIn, decides } of needs) {
    const english = occasion.language === 'en' ? facts.get(inEnglish(path)) : undefined
    const text = english ?? facts.get(path) ?? standIn
    let here = scope
    for (const segment of segments.slice(0, -1)) here = childOf(here, segment)
    const last = segments.at(-1) ?? ''
    if (text !== undefined) here[last] = valueOf(text, type)
    else if (decides) here[last] = null
  }
  return scope
}

/** Names come from templates, events and attributes: without a prototype `__proto__` is a name like any other. */
function empty(): Record<PropertyKey, unknown> {
  return Object.create(null) as Record<PropertyKey, unknown>
}

function childOf(parent: Record<PropertyKey, unknown>, name: string): Record<PropertyKey, unknown> {
  const known = parent[name]
  if (typeof known === 'object' && known !== null) return known as Record<PropertyKey, unknown>
  const made = empty()
  parent[name] = made
  return made
}

function valueOf(text: string, type: VariableType): unknown {
  if (type === 'number' || type === 'money') return Number.isFinite(Number(text)) ? Number(text) : text
  if (type === 'boolean') return text === 'true' || text === '1'
  return text
}
