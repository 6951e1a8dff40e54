import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { addReadyBoards, readyBoardsQuery } from '../../../api/dashboards.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

/** Boards that every bank needs; one click makes one the bank's own, with the metrics that it shows. */
export function ReadyBoards() {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const boards = useQuery(readyBoardsQuery)
  const add = useMutation({
    mutationFn: addReadyBoards,
    onSuccess: async ({ added }) => {
      message.success(t('dashboards.readyAdded', { count: added.length }))
      await queries.invalidateQueries({ queryKey: ['dashboards'] })
      await queries.invalidateQueries({ queryKey: ['metrics'] })
    },
    onError: tellProblem,
  })
  if (boards.isError) return <ProblemState error={boards.error} retry={() => void boards.refetch()} />
  if (boards.data === undefined) return <LoadingState />
  if (boards.data.items.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('state.empty')} />
  return (
    <div className="bn-ready">
      {boards.data.items.map((board) => (
        <article key={board.key} aria-label={format.name(board.name)}>
          <h2>{format.name(board.name)}</h2>
          <p>{format.text(board.description)}</p>
          <span className="bn-quiet">
            {t('dashboards.widgetCount', { count: board.widgetCount })}
            {board.metrics.length > 0 &&
              board.dashboard === null &&
              ` · ${t('dashboards.bringsMetrics', { count: board.metrics.length })}`}
          </span>
          {board.dashboard !== null ? (
            <Link to="/learn/dashboards/$id" params={{ id: String(board.dashboard) }}>
              <Button tabIndex={-1}>{t('dashboards.open')}</Button>
            </Link>
          ) : (
            may && (
              <span>
                <Button
                  loading={add.isPending && add.variables[0] === board.key}
                  onClick={() => add.mutate([board.key])}
                >
                  {t('dashboards.addReady')}
                </Button>
              </span>
            )
          )}
        </article>
      ))}
    </div>
  )
}
