import { type LocalisedName, useFormats } from '../app/format.ts'

/** A definition's name in the reader's language over the key that rules and files use. */
export function NameAndKey({ name, id }: { name: LocalisedName; id: string }) {
  const format = useFormats()
  return (
    <div className="bn-name">
      <span>{format.name(name)}</span>
      <small className="bn-code">{id}</small>
    </div>
  )
}
