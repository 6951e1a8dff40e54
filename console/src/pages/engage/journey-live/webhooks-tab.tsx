import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { retryWebhooks, type WebhookDelivery, webhooksQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { Clip } from '../../../components/clip.tsx'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar } from '../../../components/filter-bar.tsx'
import { useMay } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { useDeliveryWords } from '../delivery-words.ts'
import './journey-live.css'

const states = ['pending', 'done', 'failed'] as const
const tones = { pending: 'busy', done: 'good', failed: 'bad' } as const

/** What the journey tells other systems: how far each tick got, and why not further. */
export function WebhooksTab({ journey }: { journey: string }) {
  const { t } = useTranslation()
  const say = useDeliveryWords()
  const format = useFormats()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const [filters] = useFilters()
  const state = states.find((one) => one === filters['state'])
  const deliveries = useQuery({
    ...webhooksQuery(journey, { cursor: filters['cursor'], state }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
  const retry = useMutation({
    mutationFn: () => retryWebhooks(journey),
    onSuccess: async ({ retried }) => {
      message.success(t('journeys.webhooks.retried', { count: retried }))
      await queries.invalidateQueries({ queryKey: ['journeys', journey, 'webhooks'] })
    },
    onError: tellProblem,
  })
  const failed = deliveries.data?.items.some((delivery) => delivery.state === 'failed') === true
  const columns: TableColumnsType<WebhookDelivery> = [
    { title: t('journeys.ticks.tick'), dataIndex: 'tick', align: 'right' },
    { title: t('journeys.benefits.node'), dataIndex: 'node', className: 'bn-code' },
    {
      title: t('journeys.webhooks.told'),
      key: 'told',
      render: (_, { told, calls }) => (
        <span className="bn-told">
          <Progress percent={calls === 0 ? 100 : (100 * told) / calls} size="small" showInfo={false} />
          {format.count(told)} / {format.count(calls)}
        </span>
      ),
    },
    {
      title: t('journeys.webhooks.state'),
      dataIndex: 'state',
      render: (value: WebhookDelivery['state'], { nextAt, attempts }) => (
        <StatusDot tone={tones[value]}>
          {t(`journeys.webhooks.states.${value}`)}
          {nextAt !== null && attempts > 0 && (
            <span className="bn-quiet">
              {t('journeys.webhooks.again', { at: format.time(nextAt), attempts })}
            </span>
          )}
        </StatusDot>
      ),
    },
    {
      title: t('journeys.webhooks.error'),
      dataIndex: 'error',
      render: (error: string | null) => (error === null ? '—' : <Clip width={360} text={say(error)} />),
    },
    { title: t('journeys.webhooks.updated'), dataIndex: 'updatedAt', render: format.time },
  ]
  return (
    <>
      <FilterBar names={['state']} refresh={() => void deliveries.refetch()}>
        <ChoiceFilter
          name="state"
          label={t('journeys.webhooks.state')}
          options={states.map((value) => ({ value, label: t(`journeys.webhooks.states.${value}`) }))}
        />
        {mayWrite && failed && (
          <Button loading={retry.isPending} onClick={() => retry.mutate()}>
            {t('journeys.webhooks.retry')}
          </Button>
        )}
      </FilterBar>
      <CursorTable
        label={t('journeys.tabs.webhooks')}
        query={deliveries}
        columns={columns}
        rowKey={({ tick, version, node }) => `${tick} ${version} ${node}`}
        filtered={state !== undefined}
        empty={t('journeys.webhooks.empty')}
      />
    </>
  )
}
