type Definition = Readonly<Record<string, unknown>>

function* textsUnder(definition: Definition, field: string): Generator<string> {
  const value = definition[field]
  for (const one of Array.isArray(value) ? value : [value]) if (typeof one === 'string') yield one
}

const sorted = (definitions: readonly Definition[], ...fields: string[]): string[] =>
  [...new Set(definitions.flatMap((one) => fields.flatMap((field) => [...textsUnder(one, field)])))].sort()

/** What the definitions of the bank's tags call its attributes, product classes and states. */
export function namesInDefinitions(definitions: readonly Definition[]) {
  return {
    attributes: sorted(
      definitions.filter(({ kind }) => kind === 'attribute'),
      'attribute',
    ),
    classes: sorted(definitions, 'classes', 'of'),
    statuses: sorted(definitions, 'statuses'),
  }
}

/** Is this the tag that copies that attribute? Its distribution then says which values there are. */
export function copiesAttribute(definition: Definition, attribute: string): boolean {
  return (
    definition['kind'] === 'attribute' &&
    (definition['column'] === attribute || definition['attribute'] === attribute)
  )
}
