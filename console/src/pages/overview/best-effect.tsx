import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../../api/overview.ts'
import { useFormats } from '../../app/format.ts'

/** The best lift with its interval on one line through zero. */
export function BestEffect({ best }: { best: Overview['learn']['bestLift'] }) {
  const { t } = useTranslation()
  const format = useFormats()
  if (best === null)
    return (
      <p className="bn-quiet" style={{ margin: 0 }}>
        {t('overview.noEffect')}
      </p>
    )
  const edge = Math.max(Math.abs(best.low), Math.abs(best.high), 1e-9) * 1.15
  const left = Math.min(0, best.low) < 0 ? -edge : -edge * 0.15
  const at = (value: number) => (100 * (value - left)) / (edge - left)
  return (
    <div className="bn-best">
      <Link to="/learn/effects">{format.name(best.name)}</Link>
      <strong>{format.points(best.lift)}</strong>
      <div className="bn-interval" aria-hidden>
        <i style={{ left: `${at(0)}%` }} />
        <b style={{ left: `${at(best.low)}%`, width: `${at(best.high) - at(best.low)}%` }} />
        <em style={{ left: `${at(best.lift)}%` }} />
      </div>
      <small className="bn-quiet">
        {t('overview.bestEffectDetail', { low: format.points(best.low), high: format.points(best.high) })}
      </small>
    </div>
  )
}
