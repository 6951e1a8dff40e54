import { useTranslation } from 'react-i18next'
import type { Relation } from '../../../api/customers.ts'

const colours: Readonly<Record<string, string>> = {
  household: '#c0657f',
  payroll: '#4a90c4',
  merchant: '#c08a2a',
  disponent: '#8a6cc9',
  referrer: '#1b7d57',
}
export const kindColour = (kind: string): string => colours[kind] ?? 'var(--bn-quiet)'

const size = 420
const most = 24

/** The customer in the middle, the others around, those of one kind side by side. */
export function RelationGraph({
  centre,
  items,
  onOpen,
}: {
  centre: string
  items: readonly Relation[]
  onOpen: (relation: Relation) => void
}) {
  const { t } = useTranslation()
  const shown = items.slice(0, most)
  const places = shown.map((relation, i) => {
    const angle = (2 * Math.PI * i) / shown.length - Math.PI / 2
    // Every other one stands further in, so that labels keep clear of each other.
    const radius = shown.length > 12 && i % 2 === 1 ? 112 : 160
    return { relation, x: size / 2 + radius * Math.cos(angle), y: size / 2 + radius * Math.sin(angle) }
  })
  return (
    <svg
      className="bn-relation-graph"
      viewBox={`0 0 ${size} ${size}`}
      role="group"
      aria-label={t('customers.relations.graph')}
    >
      {places.map(({ relation, x, y }) => (
        <line
          key={`${relation.kind} ${relation.customer}`}
          x1={size / 2}
          y1={size / 2}
          x2={x}
          y2={y}
          stroke={kindColour(relation.kind)}
        />
      ))}
      <circle cx={size / 2} cy={size / 2} r={30} className="bn-relation-centre" />
      <text x={size / 2} y={size / 2 + 5} className="bn-relation-centre-name">
        {centre === '' ? '?' : centre}
      </text>
      {places.map(({ relation, x, y }) => (
        <g
          key={`${relation.kind} ${relation.customer}`}
          role="link"
          tabIndex={0}
          aria-label={relation.name === '' ? `#${relation.customer}` : `${relation.name} ${relation.number}`}
          onClick={() => onOpen(relation)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onOpen(relation)
          }}
        >
          <circle cx={x} cy={y} r={19} fill={kindColour(relation.kind)} />
          <text x={x} y={y + 4}>
            {relation.name === '' ? '?' : relation.name.slice(0, 2)}
          </text>
        </g>
      ))}
    </svg>
  )
}
