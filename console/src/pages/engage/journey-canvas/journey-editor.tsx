import {
  ApartmentOutlined,
  EyeOutlined,
  QuestionCircleOutlined,
  RedoOutlined,
  UndoOutlined,
} from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { App, Button, Popover } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { type Journey, journeyQuery, publishJourney } from '../../../api/journeys.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ForbiddenState, ProblemState } from '../../../components/problem-state.tsx'
import { JourneyStatus } from '../journey-status.tsx'
import { Canvas, nextTo } from './canvas.tsx'
import { EditingContext, type Editing } from './editor-context.ts'
import { createEditorStore, selectedIds } from './editor-store.ts'
import type { FlowWire } from './flow-edge.tsx'
import type { FlowNode } from './flow-parts.ts'
import { Inspector } from './inspector/inspector.tsx'
import './journey-canvas.css'
import { useJourneyNames } from './journey-names.ts'
import { autoLayout } from './model/auto-layout.ts'
import { addNode, connect, placeNodes } from './model/edits.ts'
import { entryId, type NodeType } from './model/graph.ts'
import { openOutputs } from './model/outputs.ts'
import { readGraph } from './model/written.ts'
import { NamingButton } from './naming-button.tsx'
import { Palette } from './palette.tsx'
import { ProblemsPanel } from './problems-panel.tsx'
import { SaveMark, SaveTrouble } from './save-mark.tsx'
import { useSentences } from './sentences.ts'
import { ShortcutHelp } from './shortcut-help.tsx'
import { type Autosave, useAutosave } from './use-autosave.ts'
import { byNode, type GraphProblem, useProblems } from './use-problems.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { travelTime } from './viewport.ts'

/** Loads the draft before the editor opens on it. */
export function JourneyEditorPage() {
  const { key: id } = useParams({ from: '/signed-in/engage/journeys/$key/edit' })
  const may = useMay('engage:read')
  const mayWrite = useMay('engage:write')
  const journey = useQuery({ ...journeyQuery(id), refetchInterval: false, staleTime: 0, enabled: may })
  const archived = journey.data?.status === 'cancelled' || journey.data?.status === 'finished'
  if (!may) return <State>{<ForbiddenState scope="engage:read" />}</State>
  if (journey.data === undefined || !journey.isFetchedAfterMount)
    return (
      <State>
        {journey.isError ? (
          <ProblemState error={journey.error} retry={() => void journey.refetch()} />
        ) : (
          <LoadingState />
        )}
      </State>
    )
  return (
    <ReactFlowProvider key={id}>
      <JourneyEditor journey={journey.data} readOnly={!mayWrite || archived} />
    </ReactFlowProvider>
  )
}

function State({ children }: { children: React.ReactNode }) {
  return <div className="bn-panel">{children}</div>
}

function JourneyEditor({ journey, readOnly }: { journey: Journey; readOnly: boolean }) {
  const [store] = useState(() => createEditorStore(readGraph(journey.graph)))
  const names = useJourneyNames()
  const sentences = useSentences(names)
  const autosave = useAutosave(journey, store, readOnly)
  const editing = useMemo<Editing>(
    () => ({ store, readOnly, names, sentences, journey: journey.key }),
    [store, readOnly, names, sentences, journey.key],
  )
  return (
    <EditingContext value={editing}>
      <Workbench journey={journey} autosave={autosave} editing={editing} />
    </EditingContext>
  )
}

function Workbench({
  journey,
  autosave,
  editing,
}: {
  journey: Journey
  autosave: Autosave
  editing: Editing
}) {
  const { store, readOnly } = editing
  const flow = useReactFlow<FlowNode, FlowWire>()
  const { problems, checking } = useProblems(editing.sentences, journey.key)
  const marks = useMemo(() => byNode(problems), [problems])
  const [shown, setShown] = useState<{ id: string }>()
  const show = useCallback(
    (node: string) => {
      store.getState().select([node])
      setShown({ id: node })
    },
    [store],
  )
  const removeWires = useCallback(() => {
    const chosen = flow.getEdges().filter((edge) => edge.selected)
    if (chosen.length === 0 || selectedIds(store.getState()).length > 0) return false
    store
      .getState()
      .apply((document) =>
        chosen.reduce(
          (kept, { source, sourceHandle }) => connect(kept, source, sourceHandle ?? 'next', undefined),
          document,
        ),
      )
    return true
  }, [flow, store])
  useShortcuts(store, readOnly, removeWires)
  /** Behind the chosen card if it has a way that leads nowhere; else where one is looking. */
  const add = (type: NodeType) => {
    const state = store.getState()
    const { graph, layout } = state.document
    const [chosen = entryId] = selectedIds(state)
    const node = graph.nodes[chosen]
    const open =
      chosen === entryId
        ? graph.entry.next === undefined
          ? 'next'
          : undefined
        : node && openOutputs(node)[0]?.handle
    const behind = open === undefined ? undefined : { from: chosen, handle: open }
    const at = nextTo(layout, { from: chosen }, flow.getNodes())
    const added = addNode(state.document, type, at, behind)
    state.apply(() => added.document)
    state.select([added.id])
    setShown({ id: added.id })
  }
  return (
    <div className="bn-workbench">
      <Head journey={journey} autosave={autosave} readOnly={readOnly} problems={problems} store={store} />
      <SaveTrouble autosave={autosave} />
      <div className="bn-workbench-body" data-read-only={readOnly}>
        {!readOnly && <Palette onAdd={add} />}
        <div className="bn-workbench-canvas">
          <Canvas problems={marks} shown={shown} />
          <ProblemsPanel problems={problems} checking={checking} onShow={show} />
        </div>
        <Inspector problems={marks} />
      </div>
    </div>
  )
}

function Head(props: {
  journey: Journey
  autosave: Autosave
  readOnly: boolean
  problems: readonly GraphProblem[]
  store: Editing['store']
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const flow = useReactFlow<FlowNode, FlowWire>()
  const { journey, autosave, readOnly, problems, store } = props
  const canUndo = useStore(store.temporal, ({ pastStates }) => pastStates.length > 0)
  const canRedo = useStore(store.temporal, ({ futureStates }) => futureStates.length > 0)
  return (
    <div className="bn-workbench-head">
      <h1>{format.name(autosave.naming.name)}</h1>
      {!readOnly && <NamingButton naming={autosave.naming} onChange={autosave.rename} />}
      <JourneyStatus status={journey.status} />
      {readOnly ? (
        <span className="bn-save-mark">{t('journeys.readOnly')}</span>
      ) : (
        <SaveMark autosave={autosave} />
      )}
      <span className="bn-toolbar-grow" />
      {!readOnly && (
        <>
          <Button
            icon={<UndoOutlined />}
            disabled={!canUndo}
            aria-label={t('journeys.undo')}
            title={`${t('journeys.undo')} (Ctrl+Z)`}
            onClick={() => store.temporal.getState().undo()}
          />
          <Button
            icon={<RedoOutlined />}
            disabled={!canRedo}
            aria-label={t('journeys.redo')}
            title={`${t('journeys.redo')} (Ctrl+Shift+Z)`}
            onClick={() => store.temporal.getState().redo()}
          />
          <Button
            icon={<ApartmentOutlined />}
            aria-label={t('journeys.arrange')}
            title={t('journeys.arrange')}
            onClick={() => {
              store.getState().apply((document) => placeNodes(document, autoLayout(document.graph)))
              requestAnimationFrame(
                () => void flow.fitView({ maxZoom: 1, padding: 0.15, duration: travelTime() }),
              )
            }}
          />
        </>
      )}
      <Popover trigger="click" placement="bottomRight" content={<ShortcutHelp />}>
        <Button icon={<QuestionCircleOutlined />} aria-label={t('journeys.keys.title')} />
      </Popover>
      <Link to="/engage/journeys/$key" params={{ key: journey.key }}>
        <Button icon={<EyeOutlined />} tabIndex={-1}>
          {t('journeys.toLive')}
        </Button>
      </Link>
      {!readOnly && <PublishButton journey={journey} autosave={autosave} problems={problems} />}
    </div>
  )
}

function PublishButton({
  journey,
  autosave,
  problems,
}: {
  journey: Journey
  autosave: Autosave
  problems: readonly GraphProblem[]
}) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const publish = async () => {
    setBusy(true)
    try {
      const version = await autosave.flush()
      if (version === undefined) return
      const { published } = await publishJourney(journey.key, version)
      await queries.invalidateQueries({ queryKey: ['journeys'] })
      message.success(t('journeys.published', { version: published }))
      await navigate({ to: '/engage/journeys/$key', params: { key: journey.key } })
    } catch (error) {
      const problem = problemOf(error)
      message.error([problem.detail, ...problem.errors.slice(0, 3).map((one) => one.message)].join(' · '), 8)
    } finally {
      setBusy(false)
    }
  }
  const ask = () => {
    const errors = problems.filter(({ severity }) => severity === 'error').length
    if (errors > 0) {
      message.warning(t('journeys.fixFirst', { count: errors }))
      return
    }
    modal.confirm({
      title: t('journeys.publishTitle'),
      content: journey.publishedVersion === null ? t('journeys.publishFirst') : t('journeys.publishAgain'),
      okText: t('journeys.publish'),
      cancelText: t('common.cancel'),
      onOk: publish,
    })
  }
  return (
    <Button type="primary" loading={busy} onClick={ask}>
      {t('journeys.publish')}
    </Button>
  )
}
