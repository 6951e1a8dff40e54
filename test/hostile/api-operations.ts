import { z } from 'zod'

const parameter = z.object({ in: z.enum(['path', 'query', 'header', 'cookie']), name: z.string() })
const operation = z.object({
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
})
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()).default({}) }).default({ schemas: {} }),
})
const reference = z.object({ $ref: z.string().startsWith('#/components/schemas/') })

/** One operation of our API, as its own description says. */
export interface ApiOperation {
  readonly method: string
  /** e.g. `/api/segments/{id}` */
  readonly path: string
  readonly pathParameters: readonly string[]
  readonly queryParameters: readonly string[]
  /** JSON schema of the body; undefined when there is none. */
  readonly body: unknown
}

/** Every operation that the OpenAPI document names, so that a new route is attacked without anyone listing it. */
export function operationsOf(openapi: unknown): ApiOperation[] {
  const { paths, components } = document.parse(openapi)
  /** With what it refers to in its place; a schema within itself stays open. */
  const whole = (part: unknown, above: readonly string[] = []): unknown => {
    const referring = reference.safeParse(part)
    if (referring.success) {
      const name = referring.data.$ref.slice('#/components/schemas/'.length)
      return above.includes(name) ? {} : whole(components.schemas[name], [...above, name])
    }
    if (Array.isArray(part)) return part.map((one) => whole(one, above))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, whole(one, above)]))
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const { parameters, requestBody } = operation.parse(described)
      const names = (place: string) => parameters.filter((each) => each.in === place).map(({ name }) => name)
      return {
        method: method.toUpperCase(),
        path,
        pathParameters: names('path'),
        queryParameters: names('query'),
        body: whole(requestBody?.content['application/json']?.schema),
      }
    }),
  )
}

const schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  format: z.string().optional(),
})

/** Gives the text for a free string or key; `format` as the schema names it, e.g. `date-time`. */
export type TextFor = (format: string) => string

/** A value of the schema's shape; every free string and every key of a free object comes from `textFor`. */
export function valueOf(described: unknown, textFor: TextFor, depth = 0): unknown {
  const parsed = schema.safeParse(described)
  if (!parsed.success || depth > 8) return textFor('')
  const {
    type,
    enum: choices,
    const: constant,
    anyOf,
    oneOf,
    allOf,
    items,
    properties,
    additionalProperties,
  } = parsed.data
  if (constant !== undefined) return constant
  const variant = anyOf?.[0] ?? oneOf?.[0] ?? allOf?.[0]
  if (variant !== undefined) return valueOf(variant, textFor, depth + 1)
  if (choices !== undefined) return choices[0]
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return {
        ...Object.fromEntries(
          Object.entries(properties ?? {}).map(([name, inner]) => [name, valueOf(inner, textFor, depth + 1)]),
        ),
        ...(additionalProperties === undefined || additionalProperties === false
          ? {}
          : { [textFor('')]: valueOf(additionalProperties, textFor, depth + 1) }),
      }
    case 'array':
      return items === undefined ? [] : [valueOf(items, textFor, depth + 1)]
    case 'integer':
    case 'number':
      return parsed.data.minimum ?? (parsed.data.exclusiveMinimum ?? 0) + 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return textFor(parsed.data.format ?? '')
  }
}

const ordinaryTexts: Readonly<Record<string, string>> = {
  'date-time': '2026-11-01T00:00:00Z',
  date: '2026-11-01',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://bank.example/',
  email: 'someone@bank.example',
}

/** What nobody would object to, different each time it is asked for by another number. */
export const ordinaryText =
  (number: number): TextFor =>
  (format) =>
    ordinaryTexts[format] ?? `hostile_${number}`

/** An ordinary value in which exactly one string is `text`; `which` chooses it (0 ≤ which < 1). */
export function valueWithOne(described: unknown, text: string, which: number, number: number): unknown {
  const ordinary = ordinaryText(number)
  let count = 0
  valueOf(described, (format) => {
    count += 1
    return ordinary(format)
  })
  const chosen = Math.floor(which * count)
  let index = -1
  return valueOf(described, (format) => {
    index += 1
    return index === chosen ? text : ordinary(format)
  })
}
