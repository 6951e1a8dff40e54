import { CloudServerOutlined, LockOutlined, WarningOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem.ts'
import { type Scope, sessionQuery } from '../api/session.ts'

const known = [
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'precondition_failed',
  'too_large',
  'unsupported',
  'invalid_definition',
  'precondition_required',
  'rate_limited',
  'internal',
  'unavailable',
] as const

export function useProblemTexts() {
  const { t } = useTranslation()
  return (code: string) => {
    const name = known.find((candidate) => candidate === code) ?? 'unknown'
    return {
      title: t(`state.problems.${name}.title`),
      help: t(`state.problems.${name}.help`),
      brief: t(`state.problems.${name}.brief`),
    }
  }
}

/** What went wrong, its code, and what to do about it. */
export function ProblemState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const textsOf = useProblemTexts()
  const problem = problemOf(error)
  if (problem.status === 403) return <ForbiddenState detail={problem.detail} />
  const offline = problem.status === 0
  const texts =
    offline && problem.code === 'offline'
      ? { title: t('state.offline'), help: t('state.offlineHelp') }
      : textsOf(problem.code)
  return (
    <div className="bn-state" role="alert">
      {offline ? <CloudServerOutlined style={iconStyle} /> : <WarningOutlined style={iconStyle} />}
      <h2>{texts.title}</h2>
      {problem.detail !== '' && <p>{problem.detail}</p>}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((one) => (
            <li key={`${one.path} ${one.message}`}>
              <span className="bn-code">{one.path}</span> {one.message}
            </li>
          ))}
        </ul>
      )}
      <p>{texts.help}</p>
      <p className="bn-code">
        {problem.status === 0 ? problem.code : `${problem.status} ${problem.code}`}
        {problem.requestId !== '' && (
          <>
            {' · '}
            {t('state.requestId')}{' '}
            <Typography.Text className="bn-code" copyable type="secondary">
              {problem.requestId}
            </Typography.Text>
          </>
        )}
      </p>
      {retry !== undefined && (
        <Button style={{ marginTop: 12 }} onClick={retry}>
          {t('state.retry')}
        </Button>
      )}
    </div>
  )
}

/**
 * The 403 state: who you are, and what is missing. A person who sees the customers of some organisations only is told so
 * where nothing else is.
 */
export function ForbiddenState({ scope, detail = '' }: { scope?: Scope | undefined; detail?: string }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const organisations = session?.user.dataScope ?? null
  if (scope === undefined && organisations !== null)
    return (
      <div className="bn-state" role="alert" data-testid="outside-data-scope">
        <LockOutlined style={iconStyle} />
        <h2>{t('state.outsideDataScope')}</h2>
        <p>{t('state.outsideDataScopeHelp', { organisations: organisations.join(t('state.listComma')) })}</p>
        {detail !== '' && <p>{detail}</p>}
        <p className="bn-code">403 forbidden</p>
      </div>
    )
  return (
    <div className="bn-state" role="alert" data-testid="forbidden">
      <LockOutlined style={iconStyle} />
      <h2>{t('state.forbidden')}</h2>
      <p>
        {t('state.forbiddenHelp', {
          role: session ? t(`common.roles.${session.user.role}`) : '—',
          scope: scope ?? '—',
        })}
      </p>
      <p className="bn-code">403 forbidden</p>
    </div>
  )
}

const iconStyle = { fontSize: 30, color: 'var(--bn-quiet)' }
