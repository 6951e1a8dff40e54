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
  // What happened at the same time is told together.
  const lines = [...Map.groupBy(shown, ({ start }) => start)].map(([start, own]) => ({
    start,
    name: own.map(({ name }) => name).join(' · '),
    late: days.indexOf(start) > days.length * 0.7,
  }))
  return {
    markLine: {
      symbol: 'none',
      silent: true,
      animation: false,
      lineStyle: { color: colours.stage.decide, type: 'dashed', width: 1.2 },
      data: lines.map(({ name, start, late }) => ({
        name,
        xAxis: start,
        label: {
          color: colours.text,
          fontSize: 11,
          width: 120,
          overflow: 'truncate',
          formatter: '{b}',
          position: 'end',
          distance: 2,
          align: late ? 'right' : 'left',
        },
      })),
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
