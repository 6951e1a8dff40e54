import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Space, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { changeLead, type Lead, leadsQuery } from '../../../api/tasks.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { useMay } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { CustomerLink } from './customer-link.tsx'
import { StatusFilter } from './status-filter.tsx'

const statuses = ['open', 'done', 'dismissed'] as const
const tones = { open: 'busy', done: 'good', dismissed: 'quiet' } as const

export function Leads() {
  const { t } = useTranslation()
  const format = useFormats()
  const mayWrite = useMay('engage:write')
  const [{ cursor, journey, manager, branch, status = 'open' }] = useFilters()
  const leads = useQuery({
    ...leadsQuery({ cursor, journey, manager, branch, status: statuses.find((one) => one === status) }),
    placeholderData: keepPreviousData,
  })
  const { change, pending } = useLeadChange()
  const columns: TableColumnsType<Lead> = [
    { title: t('tasks.leads.what'), dataIndex: 'title' },
    {
      title: t('tasks.customer'),
      dataIndex: 'customerNumber',
      render: (number: string, { customer }) => <CustomerLink number={number} customer={customer} />,
    },
    { title: t('tasks.leads.priority'), dataIndex: 'priority', align: 'right' },
    { title: t('tasks.due'), dataIndex: 'due', render: format.day },
    {
      title: t('tasks.manager'),
      dataIndex: 'manager',
      className: 'bn-code',
      render: (code: string) =>
        code === '' ? <span className="bn-quiet">{t('tasks.leads.nobody')}</span> : code,
    },
    { title: t('tasks.branch'), dataIndex: 'branch', className: 'bn-code' },
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
    {
      title: t('tasks.status'),
      dataIndex: 'status',
      render: (value: Lead['status']) => (
        <StatusDot tone={tones[value]}>{t(`tasks.leads.statuses.${value}`)}</StatusDot>
      ),
    },
    { title: t('tasks.created'), dataIndex: 'at', render: format.time },
    ...(mayWrite
      ? [
          {
            key: 'actions',
            fixed: 'right' as const,
            render: (_: unknown, lead: Lead) => (
              <Space size={12}>
                {statuses
                  .filter((to) => to !== lead.status && (lead.status === 'open' || to === 'open'))
                  .map((to) => (
                    <Button
                      key={to}
                      type="link"
                      size="small"
                      style={{ padding: 0 }}
                      disabled={pending === lead.id}
                      onClick={() => change(lead, to)}
                    >
                      {t(`tasks.leads.actions.${to}`)}
                    </Button>
                  ))}
              </Space>
            ),
          },
        ]
      : []),
  ]
  const names = ['status', 'journey', 'manager', 'branch']
  return (
    <>
      <FilterBar names={names} refresh={() => void leads.refetch()}>
        <StatusFilter statuses={statuses} labelOf={(value) => t(`tasks.leads.statuses.${value}`)} />
        <TextFilter name="manager" label={t('tasks.managerCode')} width={160} />
        <TextFilter name="branch" label={t('tasks.branch')} width={140} />
        <TextFilter name="journey" label={t('tasks.journeyKey')} width={200} />
      </FilterBar>
      <CursorTable
        label={t('tasks.leads.title')}
        query={leads}
        columns={columns}
        rowKey={({ id }) => id}
        filtered={journey !== undefined || manager !== undefined || branch !== undefined}
        empty={t('tasks.leads.empty')}
      />
    </>
  )
}

/** Closes a lead, or opens it again; the message that says so can take it back. */
function useLeadChange() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const changing = useMutation({
    mutationFn: ({ lead, to }: { lead: Lead; to: Lead['status'] }) => changeLead(lead.id, to),
    onSuccess: async (_answer, { lead, to }) => {
      const key = `lead ${lead.id}`
      message.success({
        key,
        duration: 6,
        content: (
          <>
            {t(`tasks.leads.changed.${to}`)}
            {lead.status !== to && (
              <Button
                type="link"
                size="small"
                onClick={() => {
                  message.destroy(key)
                  changing.mutate({ lead: { ...lead, status: to }, to: lead.status })
                }}
              >
                {t('tasks.undo')}
              </Button>
            )}
          </>
        ),
      })
      await queries.invalidateQueries({ queryKey: ['leads'] })
    },
    onError: tellProblem,
  })
  return {
    change: (lead: Lead, to: Lead['status']) => changing.mutate({ lead, to }),
    pending: changing.isPending ? changing.variables.lead.id : undefined,
  }
}
