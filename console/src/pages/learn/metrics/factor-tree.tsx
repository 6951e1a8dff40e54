import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Explanation } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'

type Part = Explanation['tree'][number]
interface Node {
  name: string
  value: number | null
  label: { borderColor: string }
  children: Node[]
}

const signs = { product: '×', sum: '+', difference: '−', ratio: '÷' } as const

/** The metric as a tree of its factors, each with what came through it. */
export default function FactorTree({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const write = (part: Part): string => {
      const sign = Object.entries(signs).find(([operation]) => operation === part.operation)?.[1]
      return [
        `{b|${format.name(part.name)}}${sign === undefined ? '' : ` {q|${sign}}`}`,
        `{q|${format.short(part.before)} → ${format.short(part.after)}}`,
        `{${(part.contribution ?? 0) < 0 ? 'bad' : 'good'}|${t('metrics.through', { value: format.short(part.contribution) })}}`,
      ].join('\n')
    }
    const stack: Node[] = []
    for (const part of parts) {
      const node: Node = {
        name: write(part),
        value: part.contribution,
        label: { borderColor: (part.contribution ?? 0) < 0 ? colours.bad : colours.accent },
        children: [],
      }
      stack.splice(part.depth)
      stack.at(-1)?.children.push(node)
      stack.push(node)
      if (part.depth === 0) stack.splice(0, stack.length, node)
    }
    const [root] = stack
    return {
      series: [
        {
          type: 'tree',
          data: root === undefined ? [] : [root],
          orient: 'TB',
          top: 50,
          bottom: 60,
          left: 90,
          right: 90,
          roam: false,
          expandAndCollapse: false,
          initialTreeDepth: -1,
          symbolSize: 1,
          edgeShape: 'polyline',
          lineStyle: { color: colours.line, width: 1.5 },
          label: {
            position: 'inside',
            align: 'center',
            verticalAlign: 'middle',
            backgroundColor: colours.surface,
            borderWidth: 1,
            borderRadius: 4,
            padding: [6, 10],
            lineHeight: 16,
            rich: {
              b: { color: colours.text, fontSize: 12, fontWeight: 600 },
              q: { color: colours.quiet, fontSize: 11 },
              good: { color: colours.accent, fontSize: 11 },
              bad: { color: colours.bad, fontSize: 11 },
            },
          },
        },
      ],
    }
  }, [parts, format, colours, t])
  const deepest = Math.max(...parts.map(({ depth }) => depth))
  return <Chart option={option} height={130 + 120 * deepest} label={t('metrics.tree')} />
}
