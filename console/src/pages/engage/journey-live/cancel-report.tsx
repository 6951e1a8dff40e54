import { useQuery } from '@tanstack/react-query'
import { Alert, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { cancellationQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useChannelName } from '../channel-name.ts'

/** What a cancelled journey had sent, what it no longer sends, and who was taken out. */
export function CancelReport({ journey }: { journey: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const report = useQuery(cancellationQuery(journey))
  if (report.isError) return <ProblemState error={report.error} retry={() => void report.refetch()} />
  if (report.data === undefined) return <LoadingState />
  const { channels, taken, heldDropped, sending, reason, cancelledBy, cancelledAt } = report.data
  const out = taken.reduce((sum, { customers }) => sum + customers, 0)
  return (
    <div className="bn-cancel-report" data-testid="cancel-report">
      <p>
        {t('journeys.cancel.by', { who: cancelledBy, time: format.time(cancelledAt), reason })}
        <br />
        {t('journeys.cancel.taken', { count: out, value: format.count(out) })}
        {heldDropped > 0 && (
          <> {t('journeys.cancel.held', { count: heldDropped, value: format.count(heldDropped) })}</>
        )}
      </p>
      {sending && <Alert type="info" showIcon title={t('journeys.cancel.sending')} />}
      {channels.length > 0 && (
        <Table
          size="small"
          pagination={false}
          rowKey="channel"
          dataSource={[...channels]}
          columns={[
            {
              title: t('journeys.fields.channel'),
              dataIndex: 'channel',
              render: (channel: string) => channelName(channel),
            },
            ...(['queued', 'sent', 'notSent'] as const).map((name) => ({
              title: t(`journeys.cancel.${name}`),
              dataIndex: name,
              align: 'right' as const,
              render: format.count,
            })),
          ]}
        />
      )}
    </div>
  )
}
