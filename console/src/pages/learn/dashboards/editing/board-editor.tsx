import { PlusOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import {
  type BoardFilters,
  changeDashboard,
  type Dashboard,
  dashboardQuery,
  type Widget,
} from '../../../../api/dashboards.ts'
import { problemOf } from '../../../../api/problem.ts'
import { useLanguage } from '../../../../app/language.ts'
import { ProblemAlert } from '../../../../components/problem-alert.tsx'
import { useQuestions } from '../use-questions.ts'
import { AddWidget } from './add-widget.tsx'
import { type BoardStore, createBoardStore } from './board-store.ts'
import { EditedGrid } from './edited-grid.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { tidied } from './place-widgets.ts'
import { useEditKeys } from './use-edit-keys.ts'
import { WidgetSettings } from './widget-settings.tsx'

interface Properties {
  readonly board: Dashboard
  /** Those in force, which can become those of the board. */
  readonly filters: BoardFilters
  readonly bar: ReactNode
  readonly onLeave: () => void
}

/** Widgets are added, moved, changed and removed; nothing is saved before it is asked for. */
export default function BoardEditor({ board, filters, bar, onLeave }: Properties) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const language = useLanguage()
  const [store] = useState(() =>
    createBoardStore({
      name: board.name,
      description: board.description,
      filters: board.filters,
      widgets: tidied(board.widgets),
    }),
  )
  const document = useStore(store, (state) => state.document)
  const [adding, setAdding] = useState(false)
  const [changing, setChanging] = useState<string>()
  const asked = useQuestions(document.widgets, filters)
  const dirty = useStore(store.temporal, ({ pastStates }) => pastStates.length > 0)
  const save = useSaving(board, store, onLeave)
  useEditKeys(store, save.start)
  const widget = document.widgets.find(({ id }) => id === changing)
  const question = asked.of(changing ?? '')
  const cancel = () => {
    if (!dirty) onLeave()
    else
      modal.confirm({
        title: t('dashboards.leaveTitle'),
        content: t('dashboards.leaveText'),
        okText: t('dashboards.discard'),
        okButtonProps: { danger: true },
        cancelText: t('dashboards.stay'),
        onOk: onLeave,
      })
  }
  return (
    <>
      <div className="bn-board-editing" role="toolbar" aria-label={t('dashboards.editing')}>
        <Input
          aria-label={t('dashboards.name')}
          style={{ width: 240 }}
          maxLength={200}
          key={language}
          defaultValue={document.name[language]}
          onBlur={({ target }) => {
            const name = target.value.trim()
            if (name !== '')
              store
                .getState()
                .apply((before) =>
                  before.name[language] === name
                    ? before
                    : { ...before, name: { ...before.name, [language]: name } },
                )
          }}
        />
        <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t('dashboards.addWidget')}
        </Button>
        <UndoButtons store={store} />
        {JSON.stringify(filters) !== JSON.stringify(document.filters) && (
          <Button onClick={() => store.getState().apply((before) => ({ ...before, filters }))}>
            {t('dashboards.keepFilters')}
          </Button>
        )}
        <span className="bn-toolbar-grow" />
        <Button onClick={cancel}>{t('common.cancel')}</Button>
        <Button type="primary" title="Ctrl+S" disabled={!dirty} loading={save.saving} onClick={save.start}>
          {t('segments.save')}
        </Button>
      </div>
      <ProblemAlert error={save.error} />
      {bar}
      <EditedGrid store={store} widgets={document.widgets} asked={asked} onChange={setChanging} />
      {adding && <AddWidget store={store} onClose={() => setAdding(false)} />}
      {widget !== undefined && (
        <WidgetSettings
          key={widget.id}
          widget={widget}
          named={question?.title}
          type={question?.kind === 'analysis' ? question.analysis.type : undefined}
          onSave={(next) => {
            store.getState().apply((before) => ({ ...before, widgets: replaced(before.widgets, next) }))
            setChanging(undefined)
          }}
          onClose={() => setChanging(undefined)}
        />
      )}
      <LeaveGuard dirty={dirty && !save.saved} />
    </>
  )
}

const replaced = (widgets: readonly Widget[], next: Widget) =>
  widgets.map((one) => (one.id === next.id ? next : one))

function UndoButtons({ store }: { store: BoardStore }) {
  const { t } = useTranslation()
  const { pastStates, futureStates } = useStore(store.temporal)
  return (
    <>
      <Button
        icon={<UndoOutlined />}
        aria-label={t('dashboards.undo')}
        title={`${t('dashboards.undo')} (Ctrl+Z)`}
        disabled={pastStates.length === 0}
        onClick={() => store.temporal.getState().undo()}
      />
      <Button
        icon={<RedoOutlined />}
        aria-label={t('dashboards.redo')}
        title={`${t('dashboards.redo')} (Ctrl+Y)`}
        disabled={futureStates.length === 0}
        onClick={() => store.temporal.getState().redo()}
      />
    </>
  )
}

/** Saves the board; when somebody else has changed it meanwhile, asks whose board stays. */
function useSaving(board: Dashboard, store: BoardStore, onSaved: () => void) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [state, setState] = useState<{ saving: boolean; saved: boolean; error: unknown }>({
    saving: false,
    saved: false,
    error: undefined,
  })
  const put = async (version: number): Promise<void> => {
    setState({ saving: true, saved: false, error: undefined })
    try {
      const saved = await changeDashboard({ id: board.id, version }, store.getState().document)
      setState({ saving: false, saved: true, error: undefined })
      queries.setQueryData(dashboardQuery(board.id).queryKey, saved)
      void queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
      message.success(t('dashboards.saved'))
      onSaved()
    } catch (error) {
      setState({ saving: false, saved: false, error: problemOf(error).status === 412 ? undefined : error })
      if (problemOf(error).status === 412) conflict()
    }
  }
  const conflict = () =>
    modal.confirm({
      title: t('dashboards.conflictTitle'),
      content: t('dashboards.conflictText'),
      okText: t('dashboards.overwrite'),
      cancelText: t('dashboards.keepEditing'),
      onOk: async () => {
        const theirs = await queries.fetchQuery({ ...dashboardQuery(board.id), staleTime: 0 })
        await put(theirs.version)
      },
    })
  return { ...state, start: () => void put(board.version) }
}
