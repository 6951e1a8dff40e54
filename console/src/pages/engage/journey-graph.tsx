import {
  Background,
  BaseEdge,
  type EdgeProps,
  EdgeLabelRenderer,
  Controls,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { type CSSProperties, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Journey } from '../../api/journeys.ts'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { placeNodes } from './journey-layout.ts'
import { edgesOf, type Step, stepsOf } from './journey-steps.ts'
import { useStepSentence } from './step-sentence.ts'

const columnWidth = 208
const rowHeight = 112

type StepNode = Node<{ step: Step; standing: number; passed: number }, 'step'>
const nodeTypes = { step: StepCard }
const edgeTypes = { over: EdgeOver }

/** The published graph with how many customers came to each node, stand there, and went along each edge. */
export default function JourneyGraph({ journey }: { journey: Journey }) {
  const { t } = useTranslation()
  const format = useFormats()
  const dark = useDark()
  const colours = drawingColours(dark)
  const { nodes, edges, height } = useMemo(() => {
    const graph = journey.publishedGraph ?? journey.graph
    const steps = stepsOf(graph)
    const wires = edgesOf(graph)
    const places = placeNodes('$entry', wires)
    const counts = new Map(journey.nodes.map((node) => [node.node, node]))
    const placeOf = new Map(places.map((place) => [place.id, place]))
    const flows = new Map(journey.edges.map((edge) => [`${edge.from} ${edge.to}`, edge.customers]))
    return {
      height: Math.min(560, 120 + rowHeight * (1 + Math.max(...places.map(({ row }) => row)))),
      nodes: places.flatMap(({ id, column, row }): StepNode[] => {
        const step = steps.get(id)
        if (step === undefined) return []
        const count = counts.get(id)
        const passed = id === '$entry' ? journey.entered : (count?.passed ?? 0)
        return [
          {
            id,
            type: 'step',
            position: { x: column * columnWidth, y: row * rowHeight },
            data: { step, standing: count?.standing ?? 0, passed },
          },
        ]
      }),
      edges: wires.map(({ from, to }) => {
        const customers = flows.get(`${from === '$entry' ? '' : from} ${to}`)
        const start = placeOf.get(from)
        const end = placeOf.get(to)
        const skips = start?.row === end?.row && (end?.column ?? 0) - (start?.column ?? 0) > 1
        return {
          id: `${from} ${to}`,
          type: skips ? 'over' : 'default',
          source: from,
          target: to,
          ...(customers === undefined ? {} : { label: format.short(customers) }),
          labelStyle: { fill: colours.quiet, fontSize: 11 },
          labelBgStyle: { fill: colours.surface },
          style: { stroke: colours.quiet, strokeWidth: 1.2 },
          markerEnd: { type: MarkerType.ArrowClosed, color: colours.quiet },
        }
      }),
    }
  }, [journey, format, colours])
  return (
    <div style={{ height }} role="img" aria-label={t('engage.journeys.graph')}>
      <ReactFlow
        key={journey.key}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={dark ? 'dark' : 'light'}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
        minZoom={0.2}
        nodesDraggable={false}
        nodesConnectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={18} size={1} />
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  )
}

function StepCard({ data: { step, standing, passed } }: NodeProps<StepNode>) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const tone = {
    entry: colours.stage.understand,
    holdout: colours.stage.govern,
    wait: colours.quiet,
    message: colours.stage.engage,
    split: colours.stage.decide,
    goal: colours.stage.learn,
    exit: colours.quiet,
    heldOut: colours.stage.govern,
    converted: colours.stage.learn,
  }[step.type]
  const sentence = useStepSentence(step)
  return (
    <div className="bn-step" style={{ '--stage': tone } as CSSProperties}>
      {step.type !== 'entry' && <Handle type="target" position={Position.Left} />}
      <header>{t(`engage.steps.${step.type}`)}</header>
      <p title={step.id}>{sentence}</p>
      <footer>
        <span>{t('engage.journeys.passed', { value: format.short(passed) })}</span>
        {standing > 0 && <b>{t('engage.journeys.standing', { value: format.short(standing) })}</b>}
      </footer>
      {!step.last && <Handle type="source" position={Position.Right} />}
    </div>
  )
}

/** An edge along a row that has nodes between its ends: it leads over them. */
function EdgeOver({ sourceX, sourceY, targetX, targetY, label, style = {}, markerEnd }: EdgeProps) {
  const top = Math.min(sourceY, targetY) - rowHeight * 0.72
  const path = `M${sourceX} ${sourceY} C${sourceX + 50} ${top} ${targetX - 50} ${top} ${targetX} ${targetY}`
  return (
    <>
      <BaseEdge path={path} style={style} {...(markerEnd === undefined ? {} : { markerEnd })} />
      <EdgeLabelRenderer>
        <span
          className="bn-edge-label"
          style={{
            transform: `translate(-50%, -50%) translate(${(sourceX + targetX) / 2}px, ${0.25 * sourceY + 0.75 * top}px)`,
          }}
        >
          {label}
        </span>
      </EdgeLabelRenderer>
    </>
  )
}
