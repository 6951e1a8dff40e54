import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer, Input, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Touch, touchesQuery } from '../../api/touches.ts'
import { addDays, bankInstant } from '../../app/bank-time.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { Page } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { contactChannels, useChannelName } from './channel-name.ts'
import { categories } from '../decide/policy-values.ts'
import { contactReasons, useReason } from './contact-reason.ts'
import { ReceiptTag, receiptStatuses } from './receipt-tag.tsx'
import { TouchCounts } from './touch-counts.tsx'
import { TouchDetails } from './touch-details.tsx'

const outcomes = ['queued', 'held', 'suppressed'] as const
const tones = { queued: 'good', held: 'busy', suppressed: 'warn' } as const
const filterNames = [
  'customerNumber',
  'journey',
  'channel',
  'category',
  'outcome',
  'reason',
  'from',
  'to',
] as const

/** The instant at which a day of the business zone begins, or one some days later: `to` means the end of its day. */
function startOf(day: string | undefined, later = 0): string | undefined {
  const date = day?.slice(0, 10)
  return date === undefined || Number.isNaN(Date.parse(date))
    ? undefined
    : bankInstant(`${addDays(date, later)}T00:00:00`)
}

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
  const [filters, change] = useFilters()
  const asked = {
    customerNumber: filters['customerNumber'],
    journey: filters['journey'],
    channel: contactChannels.find((one) => one === filters['channel']),
    category: categories.find((one) => one === filters['category']),
    outcome: outcomes.find((one) => one === filters['outcome']),
    reason: contactReasons.find((one) => one === filters['reason']),
    from: startOf(filters['from']),
    to: startOf(filters['to'], 1),
  }
  const touches = useQuery({
    ...touchesQuery({ cursor: filters['cursor'], ...asked }),
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
        <StatusDot tone={tones[outcome]}>
          {t(`engage.touches.outcomes.${outcome}`)}
          {touch.reason !== '' && <span className="bn-quiet">{reasonOf(touch.reason)}</span>}
          {touch.until !== null && (
            <span className="bn-quiet">{t('engage.touches.until', { until: format.time(touch.until) })}</span>
          )}
        </StatusDot>
      ),
    },
    {
      title: t('engage.touches.receipt'),
      dataIndex: 'receipts',
      render: (statuses: string[]) =>
        receiptStatuses
          .filter((status) => statuses.includes(status))
          .map((status) => <ReceiptTag key={status} status={status} />),
    },
  ]
  return (
    <>
      <FilterBar names={filterNames} refresh={() => void touches.refetch()}>
        <TextFilter name="customerNumber" label={t('engage.touches.customer')} width={140} />
        <TextFilter name="journey" label={t('engage.touches.journey')} width={150} />
        <ChoiceFilter
          name="channel"
          label={t('engage.touches.channel')}
          options={contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))}
          width={110}
        />
        <ChoiceFilter
          name="category"
          label={t('engage.touches.category')}
          options={categories.map((value) => ({ value, label: t(`decide.categories.${value}`) }))}
          width={100}
        />
        <ChoiceFilter
          name="outcome"
          label={t('engage.touches.outcome')}
          options={outcomes.map((value) => ({ value, label: t(`engage.touches.outcomes.${value}`) }))}
          width={100}
        />
        <ChoiceFilter
          name="reason"
          label={t('engage.touches.reason')}
          options={contactReasons.map((value) => ({ value, label: t(`decide.reasons.${value}`) }))}
          width={130}
        />
        {(['from', 'to'] as const).map((name) => (
          <Input
            key={name}
            type="date"
            style={{ width: 136 }}
            aria-label={t(`engage.touches.${name}`)}
            title={t(`engage.touches.${name}`)}
            value={filters[name]?.slice(0, 10) ?? ''}
            onChange={({ target }) => change({ [name]: target.value === '' ? undefined : target.value })}
          />
        ))}
      </FilterBar>
      <TouchCounts query={asked} />
      <CursorTable
        label={t('common.pages.touches')}
        query={touches}
        columns={columns}
        rowKey={(touch) => `${touch.touch} ${touch.at}`}
        onOpen={({ touch }) => change({ touch, cursor: filters['cursor'] })}
        filtered={filterNames.some((name) => filters[name] !== undefined)}
        empty={t('engage.touches.empty')}
      />
      <Drawer
        open={filters['touch'] !== undefined}
        size={620}
        title={t('engage.touches.one')}
        onClose={() => change({ touch: undefined, cursor: filters['cursor'] })}
        destroyOnHidden
      >
        {filters['touch'] !== undefined && <TouchDetails touch={filters['touch']} />}
      </Drawer>
    </>
  )
}
