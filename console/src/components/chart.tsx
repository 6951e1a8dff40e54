import { BarChart, CustomChart, LineChart, SankeyChart, ScatterChart, TreeChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use as useParts } from 'echarts/core'
import type { EChartsOption } from 'echarts/types/dist/shared'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { drawingColours, fontFamily, useDark } from '../app/theme.ts'

useParts([
  BarChart,
  CustomChart,
  LineChart,
  SankeyChart,
  ScatterChart,
  TreeChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
])

export type ChartOption = EChartsOption

/** What of a drawing was clicked. */
export interface Picked {
  readonly seriesIndex: number
  readonly dataIndex: number
  /** Of a graph: a node, or an edge between two. */
  readonly dataType: string | undefined
}

/** An ECharts drawing that follows the theme and its container's size. */
export function Chart(props: {
  option: ChartOption
  height: number
  label: string
  onPick?: (picked: Picked) => void
}) {
  const { option, height, label, onPick } = props
  const holder = useRef<HTMLDivElement>(null)
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  })
  const dark = useDark()
  useEffect(() => {
    const element = holder.current
    if (element === null) return undefined
    const chart = init(element, themeFor(dark), { renderer: 'svg' })
    chart.setOption({ animationDuration: 250, ...option })
    chart.on('click', ({ seriesIndex = 0, dataIndex, dataType }) =>
      pick.current?.({ seriesIndex, dataIndex, dataType }),
    )
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [option, dark])
  return <div ref={holder} role="img" aria-label={label} style={{ height }} />
}

function themeFor(dark: boolean) {
  const colours = drawingColours(dark)
  const axis = {
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.quiet, fontSize: 11 },
    splitLine: { lineStyle: { color: colours.line } },
    nameTextStyle: { color: colours.quiet },
  }
  return {
    backgroundColor: 'transparent',
    textStyle: { color: colours.text, fontFamily },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    legend: { textStyle: { color: colours.quiet } },
    tooltip: {
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
    },
  }
}
