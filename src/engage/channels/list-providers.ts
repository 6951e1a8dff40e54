import { z } from 'zod'
import { providers } from './providers/index.ts'
import type { ProviderView } from './schema.ts'

const fieldShape = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  label: z.object({ 'zh-CN': z.string(), en: z.string() }).optional(),
  secret: z.boolean().optional(),
  multiline: z.boolean().optional(),
})
const objectShape = z.object({
  properties: z.record(z.string(), fieldShape),
  required: z.array(z.string()).default([]),
})

/** Every kind of provider, with what its settings need: enough to make a form. */
export function listProviders(): ProviderView[] {
  return providers.map(({ key, name, channels, address, hooks, settings }) => {
    const shape = objectShape.parse(z.toJSONSchema(settings, { io: 'input' }))
    return {
      key,
      name,
      channels: [...channels],
      address,
      callbacks: hooks !== undefined,
      settings: Object.entries(shape.properties).map(([field, one]) => ({
        name: field,
        label: one.label ?? { 'zh-CN': field, en: field },
        type: one.enum
          ? 'choice'
          : one.type === 'number' || one.type === 'integer'
            ? 'number'
            : one.type === 'boolean'
              ? 'boolean'
              : 'text',
        choices: one.enum ?? [],
        required: shape.required.includes(field),
        default: one.default ?? null,
        secret: one.secret ?? false,
        multiline: one.multiline ?? false,
      })),
    }
  })
}
