import { CompassOutlined } from '@ant-design/icons'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ProblemState } from './problem-state.tsx'

export function NotFoundState() {
  const { t } = useTranslation()
  return (
    <div className="bn-state" role="alert">
      <CompassOutlined style={{ fontSize: 30, color: 'var(--bn-quiet)' }} />
      <h2>{t('state.notFound')}</h2>
      <p>{t('state.notFoundHelp')}</p>
      <Link to="/overview">{t('state.home')}</Link>
    </div>
  )
}

export function CrashState({ error, reset }: ErrorComponentProps) {
  return <ProblemState error={error} retry={reset} />
}
