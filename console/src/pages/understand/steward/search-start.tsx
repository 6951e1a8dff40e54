import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { jobsQuery } from '../../../api/govern.ts'
import { searchDuplicates } from '../../../api/steward.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

const jobName = 'find-duplicates'
const going = (state: string) => state === 'queued' || state === 'running'

/** Starts the search for duplicates and shows how far it is; the queue is read again when it has ended. */
export function SearchStart() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayStart = useMay('understand:write')
  const mayWatch = useMay('understand:read')
  const jobs = useQuery({ ...jobsQuery({ limit: 50 }), enabled: mayWatch })
  const job = jobs.data?.items.find(({ name }) => name === jobName)
  const running = job !== undefined && going(job.state)
  const before = useRef(false)
  const onEnd = useEffectEvent(() => {
    message.success(t('steward.searchFound'))
    void queries.invalidateQueries({ queryKey: ['duplicates'] })
  })
  useEffect(() => {
    if (before.current && !running) onEnd()
    before.current = running
  }, [running, before])
  const start = useMutation({
    mutationFn: searchDuplicates,
    onSuccess: async () => {
      message.success(t('steward.searchQueued'))
      await queries.invalidateQueries({ queryKey: ['jobs'] })
    },
    onError: tellProblem,
  })
  return (
    <>
      {running && (
        <span className="bn-steward-progress" role="status">
          <span className="bn-quiet">{t('steward.searching', { message: job.message })}</span>
          <Progress percent={Math.round(100 * job.fraction)} size="small" style={{ width: 140 }} />
        </span>
      )}
      {mayStart && (
        <Button type="primary" disabled={running} loading={start.isPending} onClick={() => start.mutate()}>
          {t('steward.search')}
        </Button>
      )}
    </>
  )
}
