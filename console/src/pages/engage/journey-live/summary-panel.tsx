import { useQuery } from '@tanstack/react-query'
import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { funnelQuery, type GraphCounts } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useChannelName } from '../channel-name.ts'
import { SuppressedList } from './contacts-list.tsx'

/** The journey as a whole: how far different customers got, what each channel did, why contacts were not made. */
export function SummaryPanel({
  journey,
  counts,
  refresh,
}: {
  journey: string
  counts: GraphCounts
  refresh: boolean
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const funnel = useQuery(funnelQuery(journey, refresh))
  const suppressed = suppressedOf(counts)
  return (
    <section className="bn-node-panel" aria-label={t('journeys.live.summary')}>
      <h3>{t('journeys.live.funnel')}</h3>
      <dl className="bn-contact-steps">
        {(funnel.data?.steps ?? []).map(({ step, customers, share }) => (
          <div key={step}>
            <dt>{t(`journeys.funnel.${step}`)}</dt>
            <dd>
              <Progress
                percent={100 * share}
                size="small"
                status="normal"
                format={() => `${format.short(customers)} · ${format.share(share)}`}
              />
            </dd>
          </div>
        ))}
      </dl>
      <ChannelTable counts={counts} />
      <SuppressedList counts={suppressed} />
      <p className="bn-quiet">{t('journeys.live.chooseStep')}</p>
    </section>
  )
}

export function suppressedOf({ channels }: GraphCounts): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const { suppressed } of channels)
    for (const [reason, count] of Object.entries(suppressed)) sums[reason] = (sums[reason] ?? 0) + count
  return sums
}

export function ChannelTable({ counts: { channels } }: { counts: GraphCounts }) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  if (channels.length === 0) return null
  const columns = ['queued', 'sent', 'delivered', 'opened', 'clicked'] as const
  return (
    <table className="bn-channel-table">
      <thead>
        <tr>
          <th>{t('journeys.fields.channel')}</th>
          {columns.map((name) => (
            <th key={name}>{t(`journeys.contacts.${name}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {channels.map((one) => (
          <tr key={one.channel}>
            <td>{channelName(one.channel)}</td>
            {columns.map((name) => (
              <td key={name}>{format.short(one[name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
