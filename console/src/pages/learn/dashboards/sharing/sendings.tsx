import { useQuery } from '@tanstack/react-query'
import { Empty, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Mailing, sendingsQuery } from '../../../../api/dashboards.ts'
import { useFormats } from '../../../../app/format.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'

const soon = 3_000
const colours = { pending: 'processing', done: 'success', sent: 'success', failed: 'error' } as const

/** When a mailing was sent lately, who got it, and why somebody did not. */
export function Sendings({ mailing }: { mailing: Pick<Mailing, 'dashboard' | 'id'> }) {
  const { t } = useTranslation()
  const format = useFormats()
  const sendings = useQuery({
    ...sendingsQuery(mailing),
    refetchInterval: ({ state }) =>
      (state.data?.items ?? []).some((one) => one.state === 'pending') ? soon : false,
  })
  if (sendings.isError) return <ProblemState error={sendings.error} retry={() => void sendings.refetch()} />
  if (sendings.data === undefined) return <LoadingState />
  if (sendings.data.items.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('dashboards.neverSent')} />
  return (
    <ul className="bn-sendings">
      {sendings.data.items.map((sending) => (
        <li key={sending.id}>
          <Tag color={colours[sending.state]}>{t(`dashboards.sendingStates.${sending.state}`)}</Tag>
          {format.time(sending.at)} · {sending.requestedBy}
          {sending.error !== null && <p className="bn-sending-error">{sending.error}</p>}
          {sending.mails.map((mail) => (
            <p key={mail.recipient} className="bn-quiet">
              {mail.recipient}: {t(`dashboards.mailStates.${mail.state}`)}
              {mail.error !== null && <span className="bn-sending-error"> {mail.error}</span>}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}
