import {
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  useReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDark } from '../../../app/theme.ts'
import { AddMenu } from './add-menu.tsx'
import { type CardsInfo, CardsContext } from './cards.ts'
import { useEditing, useEditor, useSelected } from './editor-context.ts'
import type { FlowWire } from './flow-edge.tsx'
import { edgeTypes, flowEdges, type FlowNode, flowNodes, nodeTypes } from './flow-parts.ts'
import { cardWidth } from './model/auto-layout.ts'
import { addNode, type Behind, connect, gridSize, placeNodes } from './model/edits.ts'
import { entryId, nodeGroups, type NodeType, type Point } from './model/graph.ts'
import { draggedType } from './palette.tsx'
import type { NodeProblems } from './use-problems.ts'
import { showStart, travelTime } from './viewport.ts'

interface Properties {
  readonly problems: NodeProblems
  /** A node to bring into sight; a new object brings it again. */
  readonly shown: { readonly id: string } | undefined
}

interface Size {
  readonly width: number
  readonly height: number
}

interface Asked {
  readonly behind: Behind
  /** In the window. */
  readonly at: Point
  /** Where the new card goes, if it was dropped somewhere. */
  readonly drop?: Point
}

/** The canvas on which a journey is drawn. */
export function Canvas({ problems, shown }: Properties) {
  const { t } = useTranslation()
  const dark = useDark()
  const { store, readOnly, sentences } = useEditing()
  const document = useEditor((state) => state.document)
  const selected = useSelected()
  const flow = useReactFlow<FlowNode, FlowWire>()
  const [asked, setAsked] = useState<Asked>()
  const { graph, layout } = document
  const holder = useRef<HTMLDivElement>(null)
  const editable = !readOnly

  // What React Flow measured, and where cards are while they are being dragged: no part of the journey.
  const [measured, setMeasured] = useState<Readonly<Record<string, Size>>>({})
  const [dragged, setDragged] = useState<Readonly<Record<string, Point>>>({})
  const [chosenWires, setChosenWires] = useState<readonly string[]>([])
  const nodes = useMemo(
    () =>
      flowNodes(graph, layout, editable).map((node): FlowNode => {
        const size = measured[node.id]
        return {
          ...node,
          position: dragged[node.id] ?? node.position,
          selected: selected.includes(node.id),
          ...(size === undefined ? {} : { measured: size }),
        }
      }),
    [graph, layout, editable, measured, dragged, selected],
  )
  const edges = useMemo(
    () => flowEdges(graph).map((edge) => ({ ...edge, selected: chosenWires.includes(edge.id) })),
    [graph, chosenWires],
  )
  useEffect(() => {
    if (shown === undefined) return
    void flow.fitView({ nodes: [{ id: shown.id }], maxZoom: 1, padding: 0.6, duration: travelTime() })
  }, [shown, flow])

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const sizes = changes.flatMap((change) =>
        change.type === 'dimensions' && change.dimensions !== undefined
          ? [[change.id, change.dimensions] as const]
          : [],
      )
      if (sizes.length > 0) setMeasured((before) => ({ ...before, ...Object.fromEntries(sizes) }))
      const places = changes.flatMap((change) =>
        change.type === 'position' && change.position !== undefined
          ? [{ id: change.id, at: change.position, settled: change.dragging !== true }]
          : [],
      )
      if (places.length > 0 && editable) {
        const placed = Object.fromEntries(places.map(({ id, at }) => [id, at]))
        if (places.every(({ settled }) => settled)) {
          store.getState().apply((before) => placeNodes(before, placed), 'move')
          setDragged({})
        } else setDragged((before) => ({ ...before, ...placed }))
      }
      if (changes.some(({ type }) => type === 'select')) {
        const state = store.getState()
        const chosen = new Set(state.selected)
        for (const change of changes)
          if (change.type === 'select') chosen[change.selected ? 'add' : 'delete'](change.id)
        state.select([...chosen])
      }
    },
    [store, editable],
  )
  const onEdgesChange = useCallback((changes: EdgeChange<FlowWire>[]) => {
    setChosenWires((before) => {
      const chosen = new Set(before)
      for (const change of changes)
        if (change.type === 'select') chosen[change.selected ? 'add' : 'delete'](change.id)
      return [...chosen]
    })
  }, [])
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      store.getState().apply((before) => connect(before, source, sourceHandle ?? 'next', target)),
    [store],
  )
  const onReconnect = useCallback(
    (edge: FlowWire, { source, sourceHandle, target }: Connection) =>
      store.getState().apply((before) => {
        const loose = connect(before, edge.source, edge.sourceHandle ?? 'next', undefined)
        return connect(loose, source, sourceHandle ?? 'next', target)
      }),
    [store],
  )
  /** A way that was drawn onto nothing asks what comes there. */
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.isValid === true || state.fromNode === null || state.toNode !== null) return
      if (state.fromHandle?.type !== 'source') return
      const { clientX, clientY } =
        'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event
      setAsked({
        behind: { from: state.fromNode.id, handle: state.fromHandle.id ?? 'next' },
        at: { x: clientX, y: clientY },
        drop: flow.screenToFlowPosition({ x: clientX, y: clientY }),
      })
    },
    [flow],
  )
  const add = useCallback(
    (type: NodeType, behind: Behind, drop?: Point) => {
      const state = store.getState()
      const added = addNode(
        state.document,
        type,
        drop ?? nextTo(state.document.layout, behind, nodes),
        behind,
      )
      state.apply(() => added.document)
      state.select([added.id])
      setAsked(undefined)
    },
    [store, nodes],
  )
  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(draggedType)
    const known = nodeGroups.flatMap(({ types }): readonly NodeType[] => types).find((one) => one === type)
    if (known === undefined || readOnly) return
    event.preventDefault()
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    const state = store.getState()
    const added = addNode(state.document, known, { x: x - cardWidth / 2, y: y - 24 })
    state.apply(() => added.document)
    state.select([added.id])
  }
  const cards = useMemo<CardsInfo>(
    () => ({
      graph,
      sentences,
      editable,
      problems,
      ...(editable ? { onAdd: (behind: Behind, at: Point) => setAsked({ behind, at }) } : {}),
    }),
    [graph, sentences, editable, problems],
  )
  return (
    <CardsContext value={cards}>
      <div
        ref={holder}
        className="bn-canvas"
        data-testid="canvas"
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(draggedType)) event.preventDefault()
        }}
        onDrop={onDrop}
      >
        <ReactFlow<FlowNode, FlowWire>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={onConnect}
          onReconnect={onReconnect}
          onConnectEnd={onConnectEnd}
          isValidConnection={({ source, target }) => target !== entryId && source !== target}
          nodesDraggable={editable}
          nodesConnectable={editable}
          edgesReconnectable={editable}
          colorMode={dark ? 'dark' : 'light'}
          deleteKeyCode={null}
          panOnScroll
          zoomOnDoubleClick={false}
          selectNodesOnDrag={false}
          snapToGrid
          snapGrid={[gridSize, gridSize]}
          connectionRadius={32}
          onInit={(instance) => void showStart(instance, holder.current)}
          minZoom={0.15}
          maxZoom={1.6}
          proOptions={{ hideAttribution: true }}
          aria-label={t('journeys.canvas')}
        >
          <Background variant={BackgroundVariant.Dots} gap={gridSize} size={1} />
          <MiniMap pannable zoomable position="bottom-left" ariaLabel={t('journeys.miniMap')} />
          <Controls
            showInteractive={false}
            position="bottom-right"
            fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
          />
        </ReactFlow>
        {asked !== undefined && (
          <AddMenu
            at={asked.at}
            onPick={(type) =>
              add(type, asked.behind, asked.drop && { x: asked.drop.x, y: asked.drop.y - 32 })
            }
            onClose={() => setAsked(undefined)}
          />
        )}
      </div>
    </CardsContext>
  )
}

/** Right of the card that it comes behind, below what stands there already. */
export function nextTo(
  layout: Readonly<Record<string, Point>>,
  { from }: Pick<Behind, 'from'>,
  nodes: readonly FlowNode[],
): Point {
  const start = layout[from] ?? nodes.find(({ id }) => id === from)?.position ?? { x: 0, y: 0 }
  const x = start.x + cardWidth + 88
  let { y } = start
  const stands = (one: FlowNode) =>
    Math.abs(one.position.x - x) < cardWidth &&
    Math.abs(one.position.y - y) < (one.measured?.height ?? 80) + 8
  for (let tries = 0; tries < 50; tries += 1) {
    const other = nodes.find(stands)
    if (other === undefined) break
    y = other.position.y + (other.measured?.height ?? 80) + 32
  }
  return { x, y }
}
