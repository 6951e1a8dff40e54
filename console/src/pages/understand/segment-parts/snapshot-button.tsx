import { CameraOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { jobsQuery } from '../../../api/govern.ts'
import { segmentQuery, takeSnapshot } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { useTellProblem } from '../../../components/tell-problem.ts'

/** Takes a snapshot and shows how far it is, until it is there. */
export function SnapshotButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const [job, setJob] = useState<string>()
  const jobs = useQuery({ ...jobsQuery({ limit: 50 }), enabled: job !== undefined, refetchInterval: 700 })
  const announced = useRef<string>(undefined)
  const running = job === undefined ? undefined : jobs.data?.items.find((one) => one.id === job)
  const take = useMutation({
    mutationFn: () => takeSnapshot(id),
    onSuccess: (answer) => {
      if (answer.job === null) message.info(t('segments.snapshot.queued'))
      else setJob(answer.job)
    },
    onError: tellProblem,
  })
  const state = running?.state
  const ended = state === 'succeeded' || state === 'failed' || state === 'cancelled'
  useEffect(() => {
    if (!ended || announced.current === job) return
    announced.current = job
    void queries.invalidateQueries({ queryKey: ['segments'] })
    if (state === 'failed')
      message.error(running?.message === '' ? t('segments.snapshot.failed') : running?.message)
    else if (state === 'cancelled') message.warning(t('segments.snapshot.cancelled'))
    else
      void queries.fetchQuery({ ...segmentQuery(id), staleTime: 0 }).then(({ snapshot }) =>
        snapshot === null
          ? undefined
          : message.success(
              t('segments.snapshot.done', {
                version: snapshot.version,
                customers: format.count(snapshot.customers),
              }),
            ),
      )
  }, [ended, state, job, running?.message, queries, id, message, t, format])
  if (job !== undefined && !ended)
    return (
      <span className="bn-snapshot-progress" role="status">
        <Progress
          type="circle"
          size={18}
          strokeWidth={14}
          percent={Math.round(100 * (running?.fraction ?? 0))}
          showInfo={false}
        />
        {t(state === 'running' ? 'segments.snapshot.running' : 'segments.snapshot.queued')}
      </span>
    )
  return (
    <Button icon={<CameraOutlined />} loading={take.isPending} onClick={() => take.mutate()}>
      {t('segments.snapshot.take')}
    </Button>
  )
}
