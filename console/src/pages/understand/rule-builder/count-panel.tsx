import { LoadingOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import type { LiveCount } from './use-live-count.ts'

/** The number that everything here is about. */
export function CountPanel({ count, gaps, empty }: { count: LiveCount; gaps: number; empty: boolean }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { estimate, fresh, slow, problem } = count
  const wrong = problem !== undefined && problem.errors.length > 0
  return (
    <section className="bn-count" aria-label={t('rules.count.title')}>
      <h2>{t('rules.count.title')}</h2>
      <p
        className="bn-count-number"
        data-stale={!fresh && !empty}
        data-testid="live-count"
        data-fresh={fresh}
        aria-live="polite"
        aria-busy={!fresh && !empty}
      >
        {empty || estimate === undefined ? '—' : format.count(estimate.customers)}
        {slow && <LoadingOutlined aria-label={t('common.loading')} />}
      </p>
      <div className="bn-count-bar" aria-hidden>
        <b style={{ width: `${100 * (empty ? 0 : (estimate?.share ?? 0))}%` }} />
      </div>
      {empty ? (
        <p className="bn-quiet">{t('rules.count.empty')}</p>
      ) : (
        estimate !== undefined && (
          <p className="bn-count-note">
            <span>
              {t('rules.count.share', {
                share: shareText(format.share(estimate.share), estimate),
                base: format.count(estimate.base),
              })}
            </span>
            <span className="bn-quiet">
              {t('rules.count.took', { milliseconds: Math.max(1, Math.round(estimate.milliseconds)) })}
            </span>
          </p>
        )
      )}
      {gaps > 0 && <p className="bn-gap">{t('rules.count.gaps', { count: gaps })}</p>}
      {problem !== undefined && (
        <div className="bn-problems" role="alert">
          {wrong ? t('rules.count.wrong', { count: problem.errors.length }) : problem.detail || problem.title}
          {!wrong && (
            <Button size="small" type="link" onClick={count.retry}>
              {t('state.retry')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

/** A few of many are not 0 %. */
function shareText(text: string, { customers, share }: { customers: number; share: number }): string {
  return customers > 0 && share < 0.0005 ? '< 0.1%' : text
}
