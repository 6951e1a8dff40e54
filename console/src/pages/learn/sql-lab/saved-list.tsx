import { DeleteOutlined, TeamOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Empty, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteQuery, type SavedQuery, savedQueriesPages } from '../../../api/sql-lab.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

/** Saved statements: one's own, and those that others share. */
export function SavedList(props: {
  opened: SavedQuery | undefined
  onOpen: (query: SavedQuery) => void
  onDeleted: (query: SavedQuery) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message, modal } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const [search, setSearch] = useState('')
  const pages = useInfiniteQuery(savedQueriesPages(search))
  const remove = useMutation({
    mutationFn: deleteQuery,
    onSuccess: async (_, { id }) => {
      await queries.invalidateQueries({ queryKey: ['sql-lab', 'queries'] })
      message.success(t('sqlLab.deleted'))
      const gone = pages.data?.pages.flatMap(({ items }) => items).find((one) => one.id === id)
      if (gone) props.onDeleted(gone)
    },
    onError: tellProblem,
  })
  const ask = (query: SavedQuery) =>
    modal.confirm({
      title: t('sqlLab.delete'),
      content: t('sqlLab.deleteHelp', { name: query.name }),
      okText: t('sqlLab.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => remove.mutateAsync(query).catch(() => undefined),
    })
  const items = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="bn-sql-list">
      <Input.Search
        size="small"
        allowClear
        placeholder={t('sqlLab.searchSaved')}
        aria-label={t('sqlLab.searchSaved')}
        onSearch={setSearch}
      />
      {pages.isPending && <LoadingState />}
      {pages.isError && <ProblemState error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isSuccess && items.length === 0 && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={t(search === '' ? 'sqlLab.noSaved' : 'state.emptyFiltered')}
        />
      )}
      <ul aria-label={t('sqlLab.saved')}>
        {items.map((query) => (
          <li key={query.id} data-opened={query.id === props.opened?.id}>
            <button type="button" onClick={() => props.onOpen(query)} title={query.sql}>
              <b>
                {query.name} {query.shared && <TeamOutlined title={t('sqlLab.shared')} />}
              </b>
              <small>
                {query.mine
                  ? format.time(query.updatedAt)
                  : `${query.owner} · ${format.time(query.updatedAt)}`}
              </small>
            </button>
            {query.mine && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`${t('sqlLab.delete')}: ${query.name}`}
                onClick={() => ask(query)}
              />
            )}
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </div>
  )
}

export function More({
  pages,
}: {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  const { t } = useTranslation()
  if (!pages.hasNextPage) return null
  return (
    <Button size="small" block loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
      {t('sqlLab.more')}
    </Button>
  )
}
