import { z } from 'zod'
import { sourceOfTag, tagDefinition, tagSources } from './kinds/index.ts'

export const tagKinds = z.object({
  kinds: z.array(
    z.object({
      kind: z.string(),
      source: z.enum(tagSources),
      /** JSON Schema (draft 2020-12) of the definition. */
      schema: z.record(z.string(), z.unknown()),
    }),
  ),
})

/**
 * Every kind of tag with the JSON Schema of its definitions, for editors and other programs. What depends on the
 * catalogue (which tags there are, and of which type) is checked when a definition is sent.
 */
export function listTagKinds(): z.output<typeof tagKinds> {
  return {
    kinds: tagDefinition.options.map((option) => {
      const kind = option.shape.kind.value
      return {
        kind,
        source: sourceOfTag({ kind }),
        schema: { ...z.toJSONSchema(option, { io: 'input', unrepresentable: 'any' }) },
      }
    }),
  }
}
