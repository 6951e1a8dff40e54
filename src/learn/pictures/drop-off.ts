import { type AnswerRow, type AnswerSeries, type AnswerTable, numberIn, rowsOf, tableOf } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'
import type { AnswerWords } from './words.ts'

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
        data: rows.map((row) => reasonOf(table, row, words)),
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
function reasonOf(table: AnswerTable | undefined, row: AnswerRow, words: AnswerWords): string {
  const text = (key: string) => {
    const column = table?.columns.find((one) => one.key === key)
    return column === undefined ? '' : words.value(column, row.values[key], row)
  }
  const { kind, factor } = row.values
  const named = factor === '' || kind === '$channel' ? text('fact') : `${text('factor')} = ${text('fact')}`
  return `${text('kind')}: ${named}`
}
