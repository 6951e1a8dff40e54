import type { parseRule } from '../rules/index.ts'

type Rule = ReturnType<typeof parseRule>

/** What a rule reads, by key, each once. */
export interface RuleReferences {
  readonly segments: string[]
  readonly lists: string[]
  readonly tags: string[]
  readonly attributes: string[]
}

export function referencesOf(rule: Rule): RuleReferences {
  const found = {
    segments: new Set<string>(),
    lists: new Set<string>(),
    tags: new Set<string>(),
    attributes: new Set<string>(),
  }
  const visit = (node: Rule): void => {
    if ('all' in node) node.all.forEach(visit)
    else if ('any' in node) node.any.forEach(visit)
    else if ('not' in node) visit(node.not)
    else if ('segment' in node) found.segments.add(node.segment)
    else if ('list' in node) found.lists.add(node.list)
    else if ('tag' in node) found.tags.add(node.tag)
    else if ('attribute' in node) found.attributes.add(node.attribute)
  }
  visit(rule)
  return {
    segments: [...found.segments],
    lists: [...found.lists],
    tags: [...found.tags],
    attributes: [...found.attributes],
  }
}
