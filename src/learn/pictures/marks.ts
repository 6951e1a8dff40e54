import type { LineSeriesOption } from 'echarts/types/dist/shared'
import type { SeriesColours } from './colours.ts'
import type { Mark } from './picture.ts'

/**
 * Marks as lines and areas of a series over time.
 * @param days beginnings of the periods on the axis: 2026-11-22, or 2026-11-22 13:00
 * @param last day that is drawn
 */
export function marksOn(
  days: readonly string[],
  last: string,
  marks: readonly Mark[],
  colours: SeriesColours,
): Pick<LineSeriesOption, 'markLine' | 'markArea'> {
  const periodOf = (day: string) => days.findLast((one) => one.slice(0, 10) <= day)
  const [first = ''] = days
  const shown = marks
    .filter(({ from, to }) => from <= last && (to ?? from) >= first.slice(0, 10))
    .flatMap(({ name, from, to }) => {
      const start = periodOf(from) ?? days[0]
      const end = to === null ? undefined : periodOf(to)
      return start === undefined ? [] : [{ name, start, end: end === start ? undefined : end }]
    })
  if (shown.length === 0) return {}
  const label = { color: colours.text, fontSize: 11, width: 110, overflow: 'truncate' } as const
  return {
    markLine: {
      symbol: 'none',
      silent: true,
      animation: false,
      lineStyle: { color: colours.stage.decide, type: 'dashed', width: 1.2 },
      label: {
        ...label,
        formatter: '{b}',
        position: 'insideEndTop',
        rotate: 0,
        align: 'left',
        padding: [0, 0, 0, 4],
      },
      data: shown.map(({ name, start }) => ({ name, xAxis: start })),
    },
    markArea: {
      silent: true,
      animation: false,
      itemStyle: { color: colours.stage.decide, opacity: 0.08 },
      data: shown.flatMap(({ start, end }) =>
        end === undefined ? [] : [[{ xAxis: start }, { xAxis: end }]],
      ),
    },
  }
}
