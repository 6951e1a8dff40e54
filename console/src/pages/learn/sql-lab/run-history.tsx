import { useInfiniteQuery } from '@tanstack/react-query'
import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { type SqlRun, sqlRunsPages } from '../../../api/sql-lab.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { More } from './saved-list.tsx'

const tones = { running: 'busy', succeeded: 'good', failed: 'bad', cancelled: 'quiet' } as const

/** What I ran before, newest first. */
export function RunHistory({ onOpen }: { onOpen: (run: SqlRun) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const pages = useInfiniteQuery(sqlRunsPages)
  const items = pages.data?.pages.flatMap((page) => page.items) ?? []
  if (pages.isPending) return <LoadingState />
  if (pages.isError) return <ProblemState error={pages.error} retry={() => void pages.refetch()} />
  if (items.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('sqlLab.noHistory')} />
  return (
    <div className="bn-sql-list">
      <ul aria-label={t('sqlLab.history')}>
        {items.map((run) => (
          <li key={run.id}>
            <button type="button" onClick={() => onOpen(run)} title={run.error === '' ? run.sql : run.error}>
              <code>{run.sql.replaceAll(/\s+/g, ' ').slice(0, 120)}</code>
              <small>
                <StatusDot tone={tones[run.state]}>{t(`sqlLab.states.${run.state}`)}</StatusDot>
                {format.time(run.startedAt)}
                {run.milliseconds !== null &&
                  ` · ${t('sqlLab.milliseconds', { ms: format.count(run.milliseconds) })}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </div>
  )
}
