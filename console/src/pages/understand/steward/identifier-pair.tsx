import type { MergeLine } from '../../../api/steward.ts'

/** What was said to belong to one customer. */
export function IdentifierPair({ identifiers }: { identifiers: MergeLine['identifiers'] }) {
  return identifiers.map(({ namespace, value, customer }) => (
    <div key={`${namespace} ${value} ${customer}`}>
      <span className="bn-quiet">{namespace}</span> <span className="bn-code">{value}</span>
    </div>
  ))
}
