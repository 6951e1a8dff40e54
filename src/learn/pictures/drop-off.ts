import { type AnswerSeries, numberIn, rowsOf, tableOf } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'

const mostReasons = 12
const significant = 0.05

/** What tells those who left from those who went on: of how many on either side it is so, the strongest first. */
export function dropOffPicture(drawing: Drawing, series: AnswerSeries): Picture | null {
  const { answer, words, format, texts, colours } = drawing
  const table = tableOf(answer, 'reasons')
  const rows = rowsOf(table, series)
    .filter((row) => (numberIn(row, 'adjusted') ?? 1) < significant)
    .slice(0, mostReasons)
  if (rows.length === 0) return null
  const sides = [
    { share: 'goneShare', cell: 'gone', name: texts.picture.left, colour: colours.of(3) },
    { share: 'onShare', cell: 'on', name: texts.picture.wentOn, colour: colours.of(0) },
  ] as const
  return {
    height: rows.length * 38 + 70,
    cellAt: ({ seriesIndex, dataIndex }) => {
      const side = sides[seriesIndex]
      return side === undefined ? undefined : rows[dataIndex]?.cells[side.cell]
    },
    option: {
      grid: { left: 4, right: 16, top: 36, bottom: 4, outerBoundsMode: 'same' },
      legend: { type: 'scroll', top: 0, left: 0 },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        confine: true,
        valueFormatter: (value) => format.share(Number(value)),
      },
      xAxis: { type: 'value', axisLabel: { formatter: (value: number) => format.share(value) } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ values }) => reasonOf(values, words.event)),
        axisTick: { show: false },
        axisLabel: { width: 260, overflow: 'truncate' },
      },
      series: sides.map(({ share, name, colour }) => ({
        type: 'bar',
        name,
        data: rows.map((row) => numberIn(row, share)),
        itemStyle: { color: colour, borderRadius: [0, 2, 2, 0] },
        barMaxWidth: 12,
      })),
    },
  }
}

/** `Did afterwards: error`, `Property of the step: app_version = 6.2.0`. */
function reasonOf(
  { kind, factor, fact }: Readonly<Record<string, string | number | null>>,
  word: (name: string) => string,
): string {
  const value = word(String(fact ?? ''))
  const named = factor === '' || kind === '$channel' ? value : `${factor} = ${value}`
  return `${word(String(kind ?? ''))}: ${named}`
}
