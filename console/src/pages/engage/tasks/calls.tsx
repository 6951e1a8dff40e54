import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Call, callsQuery } from '../../../api/tasks.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { CallDetails } from './call-details.tsx'
import { StatusFilter } from './status-filter.tsx'

const statuses = ['open', 'done', 'failed'] as const
const tones = { open: 'busy', done: 'good', failed: 'bad' } as const
const plans = ['true', 'false'] as const

/** Customers to be called, and how the calls went. */
export function Calls() {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const { cursor, caller, status = 'open', call } = filters
  const planned = plans.find((one) => one === filters['planned'])
  const calls = useQuery({
    ...callsQuery({ cursor, caller, planned, status: statuses.find((one) => one === status) }),
    placeholderData: keepPreviousData,
  })
  const opened = calls.data?.items.find(({ id }) => id === call)
  const columns: TableColumnsType<Call> = [
    {
      title: t('tasks.customer'),
      dataIndex: 'customerNumber',
      render: (number: string, { name, phone }) => (
        <div className="bn-name">
          <span>
            {name} <span className="bn-code">{phone}</span>
          </span>
          <small className="bn-code">{number}</small>
        </div>
      ),
    },
    {
      title: t('tasks.calls.about'),
      dataIndex: 'title',
      render: (text: string) => (text === '' ? '—' : text),
    },
    {
      title: t('tasks.calls.caller'),
      dataIndex: 'caller',
      className: 'bn-code',
      render: (code: string) =>
        code === '' ? <span className="bn-quiet">{t('tasks.calls.unplanned')}</span> : code,
    },
    { title: t('tasks.calls.planned'), dataIndex: 'plannedOn', render: format.day },
    { title: t('tasks.due'), dataIndex: 'dueOn', render: format.day },
    { title: t('tasks.calls.attempts'), dataIndex: 'attempts', align: 'right' },
    {
      title: t('tasks.status'),
      dataIndex: 'status',
      render: (value: Call['status'], { outcome }) => (
        <StatusDot tone={tones[value]}>
          {t(`tasks.calls.statuses.${value}`)}
          {outcome !== null && <span className="bn-quiet">{t(`tasks.calls.outcomes.${outcome}`)}</span>}
        </StatusDot>
      ),
    },
    {
      title: t('tasks.journey'),
      dataIndex: 'journey',
      className: 'bn-code',
      render: (key: string) => (
        <Link to="/engage/journeys/$key" params={{ key }}>
          {key}
        </Link>
      ),
    },
  ]
  return (
    <>
      <FilterBar names={['status', 'caller', 'planned']} refresh={() => void calls.refetch()}>
        <StatusFilter statuses={statuses} labelOf={(value) => t(`tasks.calls.statuses.${value}`)} />
        <TextFilter name="caller" label={t('tasks.calls.callerCode')} width={180} />
        <ChoiceFilter
          name="planned"
          label={t('tasks.calls.plan')}
          options={plans.map((value) => ({ value, label: t(`tasks.calls.plans.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('tasks.calls.title')}
        query={calls}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => change({ cursor, call: id })}
        filtered={caller !== undefined || planned !== undefined}
        empty={t('tasks.calls.empty')}
      />
      <Drawer
        open={opened !== undefined}
        size={520}
        title={t('tasks.calls.one')}
        onClose={() => change({ cursor, call: undefined })}
        destroyOnHidden
      >
        {opened !== undefined && (
          <CallDetails key={opened.id} call={opened} onDone={() => change({ cursor, call: undefined })} />
        )}
      </Drawer>
    </>
  )
}
