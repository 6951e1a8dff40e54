import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Descriptions, Table, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { touchQuery } from '../../api/touches.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { useMay } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { categories } from '../decide/policy-values.ts'
import { useChannelName } from './channel-name.ts'
import { useReason } from './contact-reason.ts'
import { useDeliveryWords } from './delivery-words.ts'
import { ReceiptTag } from './receipt-tag.tsx'
import { CustomerLink } from './tasks/customer-link.tsx'
import { TouchWhyNot } from './touch-why-not.tsx'

/** Everything that is known of one contact: what the gate said each time, and what became of it. */
export function TouchDetails({ touch }: { touch: string }) {
  const { t } = useTranslation()
  const say = useDeliveryWords()
  const format = useFormats()
  const reasonOf = useReason()
  const channelName = useChannelName()
  const maySee = useMay('customers:read')
  const found = useQuery(touchQuery(touch))
  if (found.isError) return <ProblemState error={found.error} retry={() => void found.refetch()} />
  if (found.data === undefined) return <LoadingState />
  const { customer, customerNumber, journey, node, channel, template, category, decisions, receipts } =
    found.data
  const refused = decisions.findLast(({ outcome, reason }) => outcome !== 'queued' && reason !== 'cancelled')
  const kind = categories.find((one) => one === category)
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        items={[
          {
            key: 'customer',
            label: t('engage.touches.customer'),
            children: <CustomerLink number={customerNumber} customer={customer} />,
          },
          {
            key: 'journey',
            label: t('engage.touches.journey'),
            children: (
              <Link className="bn-code" to="/engage/journeys/$key" params={{ key: journey }}>
                {journey}
              </Link>
            ),
          },
          { key: 'channel', label: t('engage.touches.channel'), children: channelName(channel) },
          {
            key: 'template',
            label: t('engage.touches.template'),
            children: (
              <Link className="bn-code" to="/engage/templates/$key" params={{ key: template }}>
                {template}
              </Link>
            ),
          },
          {
            key: 'category',
            label: t('engage.touches.category'),
            children: kind === undefined ? category : t(`decide.categories.${kind}`),
          },
          {
            key: 'node',
            label: t('engage.touches.node'),
            children: <span className="bn-code">{node}</span>,
          },
          {
            key: 'touch',
            label: t('engage.touches.touch'),
            span: 2,
            children: (
              <Typography.Text className="bn-code" copyable>
                {touch}
              </Typography.Text>
            ),
          },
        ]}
      />
      <h3>{t('engage.touches.decisions')}</h3>
      <Table
        size="small"
        pagination={false}
        rowKey="at"
        dataSource={decisions}
        columns={[
          { title: t('engage.touches.at'), dataIndex: 'at', render: format.time },
          {
            title: t('engage.touches.outcome'),
            dataIndex: 'outcome',
            render: (outcome: 'queued' | 'held' | 'suppressed', { reason, until }) =>
              [
                t(`engage.touches.outcomes.${outcome}`),
                ...(reason === '' ? [] : [reasonOf(reason)]),
                ...(until === null ? [] : [t('engage.touches.until', { until: format.time(until) })]),
              ].join(' · '),
          },
          {
            title: t('engage.touches.policyVersion'),
            dataIndex: 'policyVersion',
            render: (version: number) => (version === 0 ? '—' : `v${version}`),
          },
        ]}
      />
      {refused && maySee && <TouchWhyNot contact={found.data} at={refused.at} />}
      <h3>{t('engage.touches.receipts')}</h3>
      <Table
        size="small"
        pagination={false}
        rowKey={({ status, at }) => `${status} ${at}`}
        dataSource={receipts}
        locale={{ emptyText: t('engage.touches.noReceipts') }}
        columns={[
          { title: t('engage.touches.at'), dataIndex: 'at', render: format.time },
          {
            title: t('engage.touches.status'),
            dataIndex: 'status',
            render: (status: string) => <ReceiptTag status={status} />,
          },
          { title: t('engage.touches.provider'), dataIndex: 'provider' },
          {
            title: t('engage.touches.detail'),
            dataIndex: 'detail',
            // What was dropped says the gate's reason.
            render: (detail: string, { status }) => (status === 'dropped' ? reasonOf(detail) : say(detail)),
          },
        ]}
      />
    </>
  )
}
