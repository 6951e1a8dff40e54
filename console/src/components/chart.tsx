import {
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  TreeChart,
} from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { LabelLayout } from 'echarts/features'
import { init, use as useParts } from 'echarts/core'
import type { EChartsOption } from 'echarts/types/dist/shared'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { chartTheme, type Picked } from '#pictures'
import { useDark } from '../app/theme.ts'

useParts([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  TreeChart,
  GridComponent,
  LabelLayout,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
])

export type ChartOption = EChartsOption

/** An ECharts drawing that follows the theme and its container's size. */
export function Chart(props: {
  option: ChartOption
  /** Pixels, or as high as what it stands in. */
  height: number | '100%'
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
    const chart = init(element, chartTheme(dark), { renderer: 'svg' })
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
