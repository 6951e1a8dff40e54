import { PauseCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../../api/problem.ts'
import { useProblemTexts } from '../../../../components/problem-state.tsx'

/** Seconds after which a reader wonders. */
const patience = 3

/** A widget without an answer: it is being computed, was stopped, or failed. */
export function Waiting(props: {
  error: unknown
  stopped?: boolean
  seconds?: number
  stop?: () => void
  again: () => void
}) {
  const { t } = useTranslation()
  const textsOf = useProblemTexts()
  const { error, stopped = false, seconds = 0, stop, again } = props
  if (error !== undefined && error !== null) {
    const { code, detail } = problemOf(error)
    return (
      <div className="bn-widget-state" role="alert">
        <WarningOutlined />
        <p>{detail === '' ? textsOf(code).title : detail}</p>
        <Button size="small" onClick={again}>
          {t('state.retry')}
        </Button>
      </div>
    )
  }
  if (stopped)
    return (
      <div className="bn-widget-state">
        <PauseCircleOutlined />
        <p>{t('analyses.answer.stopped')}</p>
        <Button size="small" onClick={again}>
          {t('state.retry')}
        </Button>
      </div>
    )
  return (
    <div className="bn-widget-wait" aria-busy>
      <Skeleton active title={false} paragraph={{ rows: 4 }} />
      {seconds > patience && (
        <p className="bn-quiet">
          {t('dashboards.slow', { seconds: Math.round(seconds) })}{' '}
          {stop !== undefined && (
            <Button size="small" onClick={stop}>
              {t('analyses.answer.stop')}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}
