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
  applyEdgeChanges,
  applyNodeChanges,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { type DragEvent, useCallback, useEffect, useMemo, useState } from 'react'
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

interface Properties {
  readonly problems: NodeProblems
  /** A node to bring into sight; a new object brings it again. */
  readonly shown: { readonly id: string } | undefined
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
  const editable = !readOnly

  const [nodes, setNodes] = useState<FlowNode[]>(() => flowNodes(graph, layout, editable))
  const [edges, setEdges] = useState<FlowWire[]>(() => flowEdges(graph))
  // React Flow keeps what it measured in the nodes that it is given.
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]))
      return flowNodes(graph, layout, editable).map((node) => {
        const { measured } = known.get(node.id) ?? {}
        return {
          ...node,
          ...(measured === undefined ? {} : { measured }),
          selected: selected.includes(node.id),
        }
      })
    })
  }, [graph, layout, editable, selected])
  useEffect(() => {
    setEdges((before) => {
      const chosen = new Set(before.filter((edge) => edge.selected).map(({ id }) => id))
      return flowEdges(graph).map((edge) => ({ ...edge, selected: chosen.has(edge.id) }))
    })
  }, [graph])
  useEffect(() => {
    if (shown === undefined) return
    void flow.fitView({ nodes: [{ id: shown.id }], maxZoom: 1, padding: 0.6, duration: 250 })
  }, [shown, flow])

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before))
      const settled = changes.flatMap((change) =>
        change.type === 'position' && change.dragging !== true && change.position !== undefined
          ? [[change.id, change.position] as const]
          : [],
      )
      if (settled.length > 0 && editable)
        store.getState().apply((before) => placeNodes(before, Object.fromEntries(settled)), 'move')
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
    setEdges((before) =>
      applyEdgeChanges(
        changes.filter(({ type }) => type === 'select'),
        before,
      ),
    )
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
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
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
