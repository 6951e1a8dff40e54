import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import type { GraphCounts } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useReason } from '../contact-reason.ts'

type Contacts = NonNullable<GraphCounts['nodes'][number]['contacts']>

const steps = ['queued', 'sent', 'delivered', 'opened', 'clicked'] as const

/** What became of contacts: from let through to clicked, what failed, what waits, and why the rest was held back. */
export function ContactsList({ contacts }: { contacts: Contacts }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <div className="bn-contacts">
      <dl className="bn-contact-steps">
        {steps.map((step) => (
          <div key={step}>
            <dt>{t(`journeys.contacts.${step}`)}</dt>
            <dd>
              <Progress
                percent={contacts.queued === 0 ? 0 : (100 * contacts[step]) / contacts.queued}
                size="small"
                status="normal"
                format={() => format.count(contacts[step])}
              />
            </dd>
          </div>
        ))}
        {(['failed', 'held'] as const)
          .filter((name) => contacts[name] > 0)
          .map((name) => (
            <div key={name}>
              <dt>{t(`journeys.contacts.${name}`)}</dt>
              <dd className="bn-number">{format.count(contacts[name])}</dd>
            </div>
          ))}
      </dl>
      <SuppressedList counts={contacts.suppressed} />
    </div>
  )
}

/** Why contacts were not made, the commonest reason first. */
export function SuppressedList({ counts }: { counts: Readonly<Record<string, number>> }) {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  const rows = Object.entries(counts).sort(([, left], [, right]) => right - left)
  const total = rows.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return null
  return (
    <>
      <h4>{t('journeys.contacts.suppressed', { value: format.count(total) })}</h4>
      <dl className="bn-contact-steps">
        {rows.map(([reason, count]) => (
          <div key={reason}>
            <dt>{reasonOf(reason)}</dt>
            <dd>
              <Progress
                percent={(100 * count) / total}
                size="small"
                status="normal"
                strokeColor="var(--bn-warn)"
                format={() => format.count(count)}
              />
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
