import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Tag, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Touch, touchesQuery } from '../../api/touches.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { Page } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { contactChannels, useChannelName } from './channel-name.ts'
import { contactReasons, useReason } from './contact-reason.ts'

const outcomes = ['queued', 'suppressed'] as const
const receipts = ['sent', 'failed', 'delivered', 'opened', 'clicked'] as const
const receiptColours = {
  sent: 'default',
  failed: 'red',
  delivered: 'blue',
  opened: 'cyan',
  clicked: 'green',
} as const
const filterNames = ['customerNumber', 'journey', 'channel', 'outcome', 'reason'] as const

export function TouchesPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.touches')} lead={t('engage.touches.lead')} scope="engage:read">
      <Touches />
    </Page>
  )
}

function Touches() {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  const channelName = useChannelName()
  const [filters] = useFilters()
  const touches = useQuery({
    ...touchesQuery({
      cursor: filters['cursor'],
      customerNumber: filters['customerNumber'],
      journey: filters['journey'],
      channel: contactChannels.find((one) => one === filters['channel']),
      outcome: outcomes.find((one) => one === filters['outcome']),
      reason: contactReasons.find((one) => one === filters['reason']),
    }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<Touch> = [
    { title: t('engage.touches.at'), dataIndex: 'at', render: format.time },
    {
      title: t('engage.touches.customer'),
      dataIndex: 'customerNumber',
      className: 'bn-code',
      render: (number: string, { customer }) => (
        <Link
          to="/understand/customers/$number"
          params={{ number: `~${customer}` }}
          search={{ tab: 'touches' }}
        >
          {number === '' ? `#${customer}` : number}
        </Link>
      ),
    },
    {
      title: t('engage.touches.journey'),
      dataIndex: 'journey',
      className: 'bn-code',
      render: (key: string) => (
        <Link to="/engage/journeys/$key" params={{ key }}>
          {key}
        </Link>
      ),
    },
    { title: t('engage.touches.node'), dataIndex: 'node', className: 'bn-code' },
    {
      title: t('engage.touches.channel'),
      dataIndex: 'channel',
      render: channelName,
    },
    { title: t('engage.touches.template'), dataIndex: 'template', className: 'bn-code' },
    {
      title: t('engage.touches.outcome'),
      dataIndex: 'outcome',
      render: (outcome: Touch['outcome'], touch) => (
        <StatusDot tone={outcome === 'queued' ? 'good' : 'warn'}>
          {t(`engage.touches.outcomes.${outcome}`)}
          {touch.reason !== '' && <span className="bn-quiet">{reasonOf(touch.reason)}</span>}
        </StatusDot>
      ),
    },
    {
      title: t('engage.touches.receipt'),
      dataIndex: 'receipts',
      render: (statuses: string[]) =>
        receipts
          .filter((receipt) => statuses.includes(receipt))
          .map((receipt) => (
            <Tag key={receipt} color={receiptColours[receipt]}>
              {t(`engage.receipts.${receipt}`)}
            </Tag>
          )),
    },
  ]
  return (
    <>
      <FilterBar names={filterNames} refresh={() => void touches.refetch()}>
        <TextFilter name="customerNumber" label={t('engage.touches.customer')} />
        <TextFilter name="journey" label={t('engage.touches.journey')} />
        <ChoiceFilter
          name="channel"
          label={t('engage.touches.channel')}
          options={contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))}
          width={130}
        />
        <ChoiceFilter
          name="outcome"
          label={t('engage.touches.outcome')}
          options={outcomes.map((value) => ({ value, label: t(`engage.touches.outcomes.${value}`) }))}
          width={130}
        />
        <ChoiceFilter
          name="reason"
          label={t('engage.touches.reason')}
          options={contactReasons.map((value) => ({ value, label: t(`decide.reasons.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.touches')}
        query={touches}
        columns={columns}
        rowKey={(touch) => touch.touch}
        filtered={filterNames.some((name) => filters[name] !== undefined)}
        empty={t('engage.touches.empty')}
      />
    </>
  )
}
