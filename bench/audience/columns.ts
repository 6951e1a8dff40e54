import { columnOf } from '../../src/understand/tags/compile-group.ts'
import { type TagColumn, tagDefinition } from '../../src/understand/tags/kinds/index.ts'
import type { benchGroups } from './tags.ts'

/** The columns of a group's tags, as the product derives them from their definitions. */
export function benchColumns(
  tags: (typeof benchGroups)[number]['tags'],
): readonly (TagColumn & { readonly key: string })[] {
  return tags.map(({ key, definition }) => ({
    ...columnOf({ definition: tagDefinition.parse(definition) }),
    key,
  }))
}
