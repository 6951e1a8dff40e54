import { deep, depthOf, type SeriesColours } from './colours.ts'
import type { Picture } from './picture.ts'

export interface HeatCell {
  /** Places on the two axes. */
  readonly x: number
  readonly y: number
  /** 0 … 1: how deep its colour is. */
  readonly share: number
  readonly text: string
  readonly cell: string | undefined
}

/** Cells by their place; the larger the number in a cell, the deeper its colour. */
export function heatMap(
  colours: SeriesColours,
  axes: { readonly top: readonly string[]; readonly left: readonly string[] },
  cells: readonly HeatCell[],
  isDense: boolean,
): Picture {
  const { top, left } = axes
  const axis = {
    type: 'category',
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
  } as const
  return {
    height: Math.max(160, Math.min(640, left.length * 30 + 40)),
    cellAt: ({ dataIndex }) => cells[dataIndex]?.cell,
    option: {
      grid: { left: 4, right: 4, top: 4, bottom: 4, outerBoundsMode: 'same' },
      tooltip: {
        confine: true,
        formatter: (parameters) => {
          const one = Array.isArray(parameters) ? undefined : cells[parameters.dataIndex]
          return one === undefined ? '' : `${left[one.y] ?? ''} · ${top[one.x] ?? ''}<br><b>${one.text}</b>`
        },
      },
      visualMap: {
        show: false,
        min: 0,
        max: 100,
        dimension: 2,
        inRange: { color: [colours.surface, colours.stage.learn] },
      },
      xAxis: { ...axis, data: [...top], position: 'top', axisLabel: { hideOverlap: true } },
      yAxis: {
        ...axis,
        data: [...left],
        inverse: true,
        axisLabel: { width: 110, overflow: 'truncate', hideOverlap: true },
      },
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 4 },
          label: {
            show: !isDense,
            fontSize: 11,
            formatter: ({ dataIndex }) => cells[dataIndex]?.text ?? '',
          },
          labelLayout: { hideOverlap: true },
          emphasis: { itemStyle: { borderColor: colours.stage.learn } },
          data: cells.map(({ x, y, share }) => {
            const depth = depthOf(share)
            return {
              value: [x, y, depth],
              label: { color: depth > deep ? colours.surface : colours.text },
            }
          }),
        },
      ],
    },
  }
}
