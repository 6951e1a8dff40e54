import { type AnswerSeries, rowsOf, tableOf } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'
import { filled } from './texts.ts'

const idOf = (step: number, event: string) => `${step} ${event}`
/** Pixels of height that an event takes at its step. */
const wide = 46

/** What comes after an event (or before it), step by step; the wider a band, the more went there. */
export function pathPicture(drawing: Drawing, series: AnswerSeries): Picture | null {
  const { question, words, format, texts, colours, width } = drawing
  const backward = question.direction === 'backward'
  const { nodes, links, tallest } = flowsOf(drawing, series)
  if (nodes.length === 0) return null
  const events = [...new Set(nodes.map(({ event }) => event))]
  const colourOf = (event: string) =>
    event === '$end' ? colours.line : event === '$rest' ? colours.quiet : colours.of(events.indexOf(event))
  const total = nodes.find(({ step }) => step === 0)?.paths ?? 0
  const steps = new Set(nodes.map(({ step }) => step)).size
  const side = Math.max(70, Math.min(130, width / (steps + 1)))
  return {
    height: Math.max(320, Math.min(640, tallest * wide + 40)),
    cellAt: ({ dataType, dataIndex }) =>
      dataType === 'edge' ? links[dataIndex]?.cell : nodes[dataIndex]?.cell,
    option: {
      tooltip: {
        confine: true,
        formatter: (parameters) => {
          if (Array.isArray(parameters)) return ''
          const { dataType, dataIndex } = parameters
          const node = dataType === 'node' ? nodes[dataIndex] : undefined
          const link = dataType === 'edge' ? links[dataIndex] : undefined
          const one = node ?? link
          if (one === undefined) return ''
          const name =
            node === undefined
              ? `${words.event(link?.from ?? '')} → ${words.event(link?.to ?? '')}`
              : words.event(node.event)
          const paths = filled(texts.picture.paths, {
            paths: format.count(one.paths),
            share: format.share(total === 0 ? null : one.paths / total),
          })
          const customers =
            typeof one.customers === 'number'
              ? `<br>${filled(texts.picture.customers, { customers: format.count(one.customers) })}`
              : ''
          return `${escaped(name)}<br>${paths}${customers}`
        },
      },
      series: [
        {
          type: 'sankey',
          left: backward ? side - 20 : 8,
          right: backward ? 8 : side,
          top: 12,
          bottom: 12,
          nodeWidth: 12,
          nodeGap: 12,
          nodeAlign: backward ? 'right' : 'left',
          draggable: false,
          layoutIterations: 24,
          emphasis: { focus: 'adjacency' },
          label: {
            color: colours.text,
            fontSize: 11.5,
            position: backward ? 'left' : 'right',
            width: side - 10,
            overflow: 'truncate',
            formatter: ({ dataIndex }) => {
              const node = nodes[dataIndex]
              return node === undefined ? '' : `${words.event(node.event)}  ${format.short(node.paths)}`
            },
          },
          data: nodes.map(({ step, event }) => ({
            name: idOf(step, event),
            depth: backward ? undefined : step,
            itemStyle: { color: colourOf(event), borderWidth: 0 },
          })),
          links: links.map(({ step, from, to, paths }) => ({
            source: backward ? idOf(step, to) : idOf(step - 1, from),
            target: backward ? idOf(step - 1, from) : idOf(step, to),
            value: paths,
            lineStyle: { color: colourOf(to), opacity: to === '$end' ? 0.35 : 0.28, curveness: 0.5 },
          })),
        },
      ],
    },
  }
}

function flowsOf({ answer }: Drawing, series: AnswerSeries) {
  const found = rowsOf(tableOf(answer, 'nodes'), series).map(({ values, cells }) => ({
    step: Number(values['step']),
    event: String(values['event']),
    paths: Number(values['paths']),
    customers: values['customers'],
    cell: cells['customers'],
  }))
  const links = rowsOf(tableOf(answer, 'links'), series).map(({ values, cells }) => ({
    step: Number(values['step']),
    from: String(values['from']),
    to: String(values['to']),
    paths: Number(values['paths']),
    customers: values['customers'],
    cell: cells['customers'],
  }))
  // Where paths end is no event, so that only bands lead there.
  const ends = [
    ...Map.groupBy(
      links.filter(({ to }) => to === '$end'),
      ({ step }) => step,
    ),
  ].map(([step, own]) => ({
    step,
    event: '$end',
    paths: own.reduce((sum, { paths }) => sum + paths, 0),
    customers: null,
    cell: undefined,
  }))
  const nodes = [...found, ...ends]
  const perStep = Map.groupBy(nodes, ({ step }) => step)
  return { nodes, links, tallest: Math.max(1, ...[...perStep.values()].map((own) => own.length)) }
}

/** Names of events come from whoever sends them; the tooltip is HTML. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
