import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Progress, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { cancelJob, type Job, jobsQuery } from '../../api/govern.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar } from '../../components/filter-bar.tsx'
import { Page, useMay } from '../../components/page.tsx'
import { StatusDot, type Tone } from '../../components/status-dot.tsx'
import { useTellProblem } from '../../components/tell-problem.ts'

const states = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly Job['state'][]
const tones: Record<Job['state'], Tone> = {
  queued: 'warn',
  running: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'quiet',
}

export function JobsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.jobs')} lead={t('govern.jobs.lead')} scope="understand:read">
      <Jobs />
    </Page>
  )
}

function Jobs() {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters] = useFilters()
  const state = states.find((one) => one === filters['state'])
  const jobs = useQuery({
    ...jobsQuery({ cursor: filters['cursor'], state }),
    placeholderData: keepPreviousData,
  })
  const mayCancel = useMay('understand:write')
  const columns: TableColumnsType<Job> = [
    { title: t('govern.jobs.name'), dataIndex: 'name', className: 'bn-code' },
    {
      title: t('govern.jobs.state'),
      dataIndex: 'state',
      render: (value: Job['state']) => (
        <StatusDot tone={tones[value]}>{t(`govern.jobs.states.${value}`)}</StatusDot>
      ),
    },
    {
      title: t('govern.jobs.progress'),
      dataIndex: 'fraction',
      width: 180,
      render: (fraction: number, job) => (
        <Progress
          size="small"
          percent={Math.round(100 * fraction)}
          status={job.state === 'failed' ? 'exception' : job.state === 'running' ? 'active' : 'normal'}
        />
      ),
    },
    {
      title: t('govern.jobs.message'),
      dataIndex: 'message',
      render: (text: string) => <Clip width={280} text={text} />,
    },
    { title: t('govern.jobs.requestedBy'), dataIndex: 'requestedBy' },
    { title: t('govern.createdAt'), dataIndex: 'createdAt', render: format.time },
    { title: t('govern.jobs.updatedAt'), dataIndex: 'updatedAt', render: format.time },
    {
      key: 'cancel',
      render: (_, job) =>
        mayCancel && (job.state === 'queued' || job.state === 'running') ? <CancelJob id={job.id} /> : null,
    },
  ]
  return (
    <>
      <FilterBar names={['state']} refresh={() => void jobs.refetch()}>
        <ChoiceFilter
          name="state"
          label={t('govern.jobs.state')}
          options={states.map((value) => ({ value, label: t(`govern.jobs.states.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.jobs')}
        query={jobs}
        columns={columns}
        rowKey={(job) => job.id}
        filtered={state !== undefined}
      />
    </>
  )
}

function CancelJob({ id }: { id: string }) {
  const { t } = useTranslation()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => cancelJob(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
    onError: tellProblem,
  })
  return (
    <Popconfirm title={t('govern.jobs.cancelQuestion')} onConfirm={() => cancel.mutate()}>
      <Button size="small" loading={cancel.isPending}>
        {t('common.cancel')}
      </Button>
    </Popconfirm>
  )
}
