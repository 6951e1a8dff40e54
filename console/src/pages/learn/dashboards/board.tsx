import { AppstoreAddOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dashboard } from '../../../api/dashboards.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Page } from '../../../components/page.tsx'
import type { RuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import { useNames } from '../analyses/answer/words.ts'
import { BoardActions } from './board-actions.tsx'
import { BoardFilterBar } from './board-filter-bar.tsx'
import { BoardView } from './board-view.tsx'
import { useBoardFilters } from './use-board-filters.ts'
import { usePrinting } from './use-printing.ts'
import { useQuestions } from './use-questions.ts'
import { BoardContext } from './widgets/board-context.ts'

const BoardEditor = lazy(() => import('./editing/board-editor.tsx'))

/** A board with its filters; while it is edited, with what edits it. */
export function Board({ board, catalogue }: { board: Dashboard; catalogue: RuleCatalogue }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ marks }] = useFilters()
  const [editing, setEditing] = useState(false)
  const { filters, change, changed } = useBoardFilters(board.filters)
  const asked = useQuestions(board.widgets, filters)
  const names = useNames(catalogue)
  const [printing, print] = usePrinting()
  const context = useMemo(
    () => ({ board: board.id, filters, names, catalogue, marked: marks !== 'none', printing }),
    [board.id, filters, names, catalogue, marks, printing],
  )
  const bar = (
    <BoardFilterBar
      filters={filters}
      saved={board.filters}
      changed={changed}
      catalogue={catalogue}
      onChange={change}
    />
  )
  return (
    <Page
      title={format.name(board.name)}
      lead={format.text(board.description)}
      scope="learn:read"
      actions={
        !editing && (
          <BoardActions board={board} filters={filters} onEdit={() => setEditing(true)} onPrint={print} />
        )
      }
    >
      <BoardContext value={context}>
        {editing ? (
          <Suspense fallback={<LoadingState />}>
            <BoardEditor board={board} filters={filters} bar={bar} onLeave={() => setEditing(false)} />
          </Suspense>
        ) : (
          <>
            {bar}
            {board.widgets.length === 0 ? (
              <div className="bn-panel bn-state">
                <AppstoreAddOutlined style={{ fontSize: 30, color: 'var(--bn-quiet)' }} />
                <h2>{t('dashboards.emptyBoard')}</h2>
                <p>{t('dashboards.emptyBoardHelp')}</p>
                {board.may !== 'view' && (
                  <Button type="primary" onClick={() => setEditing(true)}>
                    {t('dashboards.edit')}
                  </Button>
                )}
              </div>
            ) : (
              <BoardView widgets={board.widgets} asked={asked} />
            )}
          </>
        )}
      </BoardContext>
    </Page>
  )
}
