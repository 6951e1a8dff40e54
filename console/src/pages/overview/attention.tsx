import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../../api/overview.ts'
import { useFormats } from '../../app/format.ts'

const slowSpoolSeconds = 10

/** What a person should look at now, each with the way there. */
export function Attention({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { collect, understand, engage } = overview
  const items = [
    collect.deadLettersOpen > 0 && {
      to: '/collect/dead-letters' as const,
      text: t('overview.deadLetters', { count: collect.deadLettersOpen }),
    },
    collect.spoolLagSeconds > slowSpoolSeconds && {
      to: '/collect/sources' as const,
      text: t('overview.lag', { seconds: format.count(collect.spoolLagSeconds) }),
    },
    collect.sources === 0 && { to: '/collect/sources' as const, text: t('overview.noSources') },
    understand.tags === 0 && { to: '/understand/tags' as const, text: t('overview.noTags') },
    engage.journeysRunning === 0 && { to: '/engage/journeys' as const, text: t('overview.noJourneys') },
  ].filter((item) => item !== false)
  if (items.length === 0)
    return (
      <p className="bn-attention">
        <CheckCircleFilled style={{ color: 'var(--bn-accent)' }} /> {t('overview.calm')}
      </p>
    )
  return (
    <ul className="bn-attention">
      {items.map((item) => (
        <li key={item.text}>
          <ExclamationCircleFilled style={{ color: 'var(--bn-warn)' }} />{' '}
          <Link to={item.to}>{item.text}</Link>
        </li>
      ))}
    </ul>
  )
}
