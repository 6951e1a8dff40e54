import type { Metric } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'

/** A relative change, coloured by whether it is good. */
export function Change({ share, direction }: { share: number | null; direction: Metric['direction'] }) {
  const format = useFormats()
  if (share === null) return <span className="bn-quiet">—</span>
  const good = direction === 'up' ? share > 0 : share < 0
  const colour = share === 0 ? 'var(--bn-quiet)' : good ? 'var(--bn-accent)' : 'var(--bn-bad)'
  return (
    <span style={{ color: colour }}>
      {share > 0 ? '▲' : share < 0 ? '▼' : ''} {format.share(Math.abs(share))}
    </span>
  )
}
