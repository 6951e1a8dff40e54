import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerSeries } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { Chart, type ChartOption } from '../../../../components/chart.tsx'
import type { PictureProperties } from './picture.ts'
import { useSeriesColours } from './series-colours.ts'

const idOf = (step: number, event: string) => `${step} ${event}`
const wide = 46

/** What comes after an event (or before it), step by step; the wider a band, the more went there. */
export default function PathPicture({
  answered,
  words,
  onWho,
  series,
}: PictureProperties & { series: AnswerSeries }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = useSeriesColours()
  const { analysis, answer } = answered
  const backward = analysis.type === 'path' && analysis.direction === 'backward'
  const { nodes, links, tallest } = useMemo(() => {
    const rowsOf = (name: string) =>
      (answer.tables.find(({ key }) => key === name)?.rows ?? []).filter((row) => row.series === series.key)
    const found = rowsOf('nodes').map(({ values, cells }) => ({
      step: Number(values['step']),
      event: String(values['event']),
      paths: Number(values['paths']),
      customers: values['customers'],
      cell: cells['customers'],
    }))
    const between = rowsOf('links').map(({ values, cells }) => ({
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
        between.filter(({ to }) => to === '$end'),
        ({ step }) => step,
      ),
    ].map(([step, own]) => ({
      step,
      event: '$end',
      paths: own.reduce((sum, { paths }) => sum + paths, 0),
      customers: null,
      cell: undefined,
    }))
    const all = [...found, ...ends]
    const perStep = Map.groupBy(all, ({ step }) => step)
    return {
      nodes: all,
      links: between,
      tallest: Math.max(1, ...[...perStep.values()].map((own) => own.length)),
    }
  }, [answer, series])
  const option = useMemo<ChartOption>(() => {
    const events = [...new Set(nodes.map(({ event }) => event))]
    const colourOf = (event: string) =>
      event === '$end' ? colours.line : event === '$rest' ? colours.quiet : colours.of(events.indexOf(event))
    const total = nodes.find(({ step }) => step === 0)?.paths ?? 0
    return {
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
          const customers =
            typeof one.customers === 'number'
              ? `<br>${t('analyses.path.customers', { customers: format.count(one.customers) })}`
              : ''
          return `${escaped(name)}<br>${t('analyses.path.paths', { paths: format.count(one.paths), share: format.share(total === 0 ? null : one.paths / total) })}${customers}`
        },
      },
      series: [
        {
          type: 'sankey',
          left: backward ? 110 : 8,
          right: backward ? 8 : 130,
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
            width: 120,
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
    }
  }, [nodes, links, backward, words, format, colours, t])
  if (nodes.length === 0) return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  return (
    <Chart
      option={option}
      height={Math.max(320, Math.min(640, tallest * wide + 40))}
      label={t('analyses.types.path')}
      onPick={({ dataType, dataIndex }) => {
        const cell = dataType === 'edge' ? links[dataIndex]?.cell : nodes[dataIndex]?.cell
        if (cell !== undefined) onWho(cell)
      }}
    />
  )
}

/** Names of events come from whoever sends them; the tooltip is HTML. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
