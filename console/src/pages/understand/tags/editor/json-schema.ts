/** As much of JSON Schema as definitions of tags use. */
export interface FieldSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly default?: unknown
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly items?: FieldSchema
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly required?: readonly string[]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const texts = (list: unknown) =>
  Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : undefined

/** Reads what the server published; what is not understood is left out, and edited as JSON. */
export function fieldSchemaOf(value: unknown): FieldSchema {
  if (!isRecord(value)) return {}
  const { type, format, minimum, maximum, maxLength, items, properties, required } = value
  const found = texts(value['enum'])
  const needed = texts(required)
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(found ? { enum: found } : {}),
    ...('const' in value ? { const: value['const'] } : {}),
    ...('default' in value ? { default: value['default'] } : {}),
    ...(typeof format === 'string' ? { format } : {}),
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
    ...(items === undefined ? {} : { items: fieldSchemaOf(items) }),
    ...(isRecord(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, field]) => [name, fieldSchemaOf(field)]),
          ),
        }
      : {}),
    ...(needed ? { required: needed } : {}),
  }
}

/** Without what is empty, so that the server's defaults apply. */
export function withoutEmpty(definition: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0),
    ),
  )
}

/** Every field that must be filled in is. */
export function isComplete(schema: FieldSchema, definition: Readonly<Record<string, unknown>>): boolean {
  const filled = withoutEmpty(definition)
  return (schema.required ?? []).every(
    (name) => name in filled || schema.properties?.[name]?.default !== undefined,
  )
}
