import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMemo, useRef } from 'react'
import { useDark } from '../../../app/theme.ts'
import { type CardsInfo, CardsContext, type Counts, type Visit } from '../journey-canvas/cards.ts'
import type { FlowWire } from '../journey-canvas/flow-edge.tsx'
import { edgeTypes, flowEdges, type FlowNode, flowNodes, nodeTypes } from '../journey-canvas/flow-parts.ts'
import '../journey-canvas/journey-canvas.css'
import './journey-live.css'
import type { Change } from '../journey-canvas/model/difference.ts'
import { gridSize } from '../journey-canvas/model/edits.ts'
import type { Graph, Layout } from '../journey-canvas/model/graph.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'
import type { NodeProblems } from '../journey-canvas/use-problems.ts'
import { showStart } from '../journey-canvas/viewport.ts'

interface Properties {
  readonly graph: Graph
  readonly layout: Layout
  readonly sentences: Sentences
  readonly label: string
  readonly counts?: Counts
  readonly changes?: ReadonlyMap<string, Change>
  readonly wireChanges?: ReadonlyMap<string, Change>
  readonly visits?: ReadonlyMap<string, Visit>
  readonly chosen?: string | undefined
  readonly onChoose?: (node: string | undefined) => void
  readonly height?: number | string
}

const nothingWrong: NodeProblems = new Map()

/** A journey to look at: counts, differences or one customer's way on the same drawing that the editor has. */
export default function FlowView(props: Properties) {
  const dark = useDark()
  const holder = useRef<HTMLDivElement>(null)
  const { graph, layout, sentences, counts, changes, wireChanges, visits, chosen, onChoose } = props
  const nodes = useMemo(
    () =>
      flowNodes(graph, layout, false).map((node) =>
        node.id === chosen ? { ...node, selected: true } : node,
      ),
    [graph, layout, chosen],
  )
  const edges = useMemo(() => flowEdges(graph, visits), [graph, visits])
  const cards = useMemo<CardsInfo>(
    () => ({
      graph,
      sentences,
      editable: false,
      problems: nothingWrong,
      ...(counts === undefined ? {} : { counts }),
      ...(changes === undefined ? {} : { changes }),
      ...(wireChanges === undefined ? {} : { wireChanges }),
      ...(visits === undefined ? {} : { visits }),
    }),
    [graph, sentences, counts, changes, wireChanges, visits],
  )
  return (
    <CardsContext value={cards}>
      <div
        ref={holder}
        className="bn-canvas bn-canvas-view"
        style={{ height: props.height ?? 480 }}
        data-testid="flow-view"
      >
        <ReactFlow<FlowNode, FlowWire>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={dark ? 'dark' : 'light'}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          deleteKeyCode={null}
          onNodeClick={(_, node) => onChoose?.(node.id)}
          onPaneClick={() => onChoose?.(undefined)}
          onNodesChange={(changed) => {
            // Enter on a card that has the focus chooses it, as a click does.
            const picked = changed.find((one) => one.type === 'select' && one.selected)
            if (picked?.type === 'select') onChoose?.(picked.id)
          }}
          zoomOnScroll={false}
          preventScrolling={false}
          onInit={(instance) => void showStart(instance, holder.current)}
          minZoom={0.15}
          proOptions={{ hideAttribution: true }}
          aria-label={props.label}
        >
          <Background variant={BackgroundVariant.Dots} gap={gridSize} size={1} />
          {Object.keys(graph.nodes).length > 12 && <MiniMap pannable zoomable position="bottom-left" />}
          <Controls showInteractive={false} position="bottom-right" />
        </ReactFlow>
      </div>
    </CardsContext>
  )
}
