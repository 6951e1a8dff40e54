import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Empty, Input, Progress, Select, Space, Table, Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Backfill,
  backfillsQuery,
  cancelBackfill,
  startBackfill,
  type TagGroup,
} from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

const everies = ['day', 'week', 'month'] as const
const tones = { waiting: 'quiet', running: 'busy', done: 'good', failed: 'bad', cancelled: 'warn' } as const

/** Computing a group for past days: a form, and how far each one is. */
export function Backfills({ group }: { group: TagGroup }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const backfills = useQuery(backfillsQuery(group.key))
  const done = backfills.data?.items.reduce((days, one) => days + one.done.length, 0)
  useEffect(() => {
    if (done !== undefined)
      void queries.invalidateQueries({ queryKey: ['tag-groups', group.key, 'past-days'] })
  }, [done, group.key, queries])
  const cancel = useMutation({
    mutationFn: cancelBackfill,
    onSettled: () => queries.invalidateQueries({ queryKey: ['tag-groups', group.key, 'backfills'] }),
    onError: tellProblem,
  })
  return (
    <Panel title={t('tags.group.backfill')}>
      {may && group.source !== 'import' && <BackfillForm group={group.key} />}
      {backfills.isError ? (
        <ProblemState error={backfills.error} retry={() => void backfills.refetch()} />
      ) : (
        <Table<Backfill>
          size="small"
          rowKey="id"
          pagination={false}
          loading={backfills.isPending}
          dataSource={backfills.data?.items ?? []}
          locale={{
            emptyText: (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('tags.group.backfillEmpty')} />
            ),
          }}
          columns={[
            {
              title: t('tags.group.days'),
              key: 'days',
              render: (_, { days }) => (days.length === 1 ? days[0] : `${days.at(-1)} – ${days[0]}`),
            },
            {
              title: t('tags.status'),
              key: 'status',
              render: (_, { status, failed }) => (
                <Tooltip title={Object.entries(failed).map(([day, why]) => `${day}: ${why}`)[0]}>
                  <span>
                    <StatusDot tone={tones[status]}>{t(`tags.group.state.${status}`)}</StatusDot>
                  </span>
                </Tooltip>
              ),
            },
            {
              title: '',
              key: 'progress',
              width: 130,
              render: (_, { days, done: ready }) => (
                <Progress
                  size="small"
                  aria-label={t('tags.group.backfill')}
                  percent={Math.round((100 * ready.length) / days.length)}
                />
              ),
            },
            { title: t('tags.uploads.at'), dataIndex: 'createdAt', render: format.time },
            {
              title: '',
              key: 'stop',
              render: (_, { id, status }) =>
                may &&
                (status === 'waiting' || status === 'running') && (
                  <Button size="small" onClick={() => cancel.mutate(id)}>
                    {t('tags.group.stop')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </Panel>
  )
}

function BackfillForm({ group }: { group: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [every, setEvery] = useState<(typeof everies)[number]>('day')
  const start = useMutation({
    mutationFn: () => startBackfill(group, { from, to: to === '' ? from : to, every }),
    onSuccess: async () => {
      message.success(t('tags.group.started'))
      await queries.invalidateQueries({ queryKey: ['tag-groups', group, 'backfills'] })
    },
    onError: tellProblem,
  })
  return (
    <Space wrap style={{ marginBottom: 10 }}>
      <Input
        type="date"
        aria-label={`${t('tags.group.range')} 1`}
        style={{ width: 140 }}
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      –
      <Input
        type="date"
        aria-label={`${t('tags.group.range')} 2`}
        style={{ width: 140 }}
        value={to}
        onChange={({ target }) => setTo(target.value)}
      />
      {t('tags.group.every')}
      <Select
        aria-label={t('tags.group.every')}
        style={{ width: 150 }}
        value={every}
        onChange={setEvery}
        options={everies.map((value) => ({ value, label: t(`tags.group.everies.${value}`) }))}
      />
      <Button type="primary" disabled={from === ''} loading={start.isPending} onClick={() => start.mutate()}>
        {t('tags.group.start')}
      </Button>
    </Space>
  )
}
