import { TeamOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Drawer } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerWords } from '#pictures'
import {
  type Analysis,
  type AnalysisAnswer,
  type Cell,
  cellMembersPages,
  saveCellAsSegment,
} from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { useMay } from '../../../../components/page.tsx'
import { ForbiddenState, ProblemState } from '../../../../components/problem-state.tsx'
import { SaveDialog } from '../../../understand/segment-editor/save-dialog.tsx'
import { MemberList } from '../../../understand/segment-parts/member-list.tsx'
import '../../../understand/segment-parts/segment-parts.css'

interface Properties {
  readonly analysis: Analysis
  readonly answer: AnalysisAnswer
  readonly words: AnswerWords
  readonly cell: string | undefined
  readonly onClose: () => void
}

/** Who is behind a number of the answer, and a segment of them. */
export function CellDrawer({ analysis, answer, words, cell, onClose }: Properties) {
  const { t } = useTranslation()
  const about = useMemo(
    () => (cell === undefined ? undefined : aboutCell(answer, words, cell)),
    [answer, words, cell],
  )
  return (
    <Drawer
      open={about !== undefined}
      size={620}
      destroyOnHidden
      title={t('analyses.who.title')}
      onClose={onClose}
    >
      {cell !== undefined && about !== undefined && (
        <Behind about={about} of={{ analysis, cell, asOf: answer.asOf }} />
      )}
    </Drawer>
  )
}

function aboutCell(answer: AnalysisAnswer, words: AnswerWords, cell: string): string | undefined {
  for (const table of answer.tables)
    for (const row of table.rows)
      for (const column of table.columns)
        if (row.cells[column.key] === cell) return words.cell(table, row, column)
  return undefined
}

function Behind({ about, of }: { about: string; of: Cell }) {
  const { t } = useTranslation()
  const format = useFormats()
  const mayRead = useMay('customers:read')
  const mayWrite = useMay('understand:write')
  const members = useInfiniteQuery({ ...cellMembersPages(of), enabled: mayRead })
  const [first] = members.data?.pages ?? []
  return (
    <div className="bn-behind">
      <p className="bn-behind-about">{about}</p>
      {mayRead ? (
        <>
          {first !== undefined && (
            <p className="bn-behind-count">
              <b data-testid="behind-count">{format.count(first.customers)}</b> {t('common.customers')}
              {first.visitors > 0 && (
                <span className="bn-quiet"> {t('analyses.who.visitors', { count: first.visitors })}</span>
              )}
            </p>
          )}
          {mayWrite && <SaveSegment of={of} about={about} />}
          {members.isError && <ProblemState error={members.error} retry={() => void members.refetch()} />}
          {members.isPending && <LoadingState />}
          {first !== undefined && first.items.length === 0 && (
            <p className="bn-quiet">{t('analyses.who.nobody')}</p>
          )}
          {first !== undefined && first.items.length > 0 && (
            <MemberList members={members.data?.pages.flatMap(({ items }) => items) ?? []} />
          )}
          {members.hasNextPage && (
            <Button block loading={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
              {t('analyses.who.more')}
            </Button>
          )}
        </>
      ) : (
        <>
          {mayWrite && <SaveSegment of={of} about={about} />}
          <ForbiddenState scope="customers:read" />
        </>
      )}
    </div>
  )
}

function SaveSegment({ of, about }: { of: Cell; about: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const queries = useQueryClient()
  const [naming, setNaming] = useState(false)
  const save = useMutation({
    mutationFn: (segment: Parameters<typeof saveCellAsSegment>[1]) => saveCellAsSegment(of, segment),
    onSuccess: async () => {
      setNaming(false)
      await queries.invalidateQueries({ queryKey: ['segments'] })
    },
  })
  if (save.data !== undefined)
    return (
      <Alert
        type="success"
        showIcon
        title={t('analyses.who.saved', { customers: format.count(save.data.customers) })}
        action={
          <Link to="/understand/segments/$key" params={{ key: save.data.segment }}>
            <Button size="small" tabIndex={-1}>
              {t('analyses.who.toSegment')}
            </Button>
          </Link>
        }
      />
    )
  return (
    <>
      <Button type="primary" icon={<TeamOutlined />} onClick={() => setNaming(true)}>
        {t('analyses.who.save')}
      </Button>
      {naming && (
        <SaveDialog
          title={t('analyses.who.save')}
          saving={save.isPending}
          error={save.error}
          onSave={({ key, name, description }) =>
            save.mutate({ key, name, description: description === '' ? about : description })
          }
          onClose={() => {
            setNaming(false)
            save.reset()
          }}
        />
      )}
    </>
  )
}
