import { numberIn, rowsOf, tableOf } from './answer.ts'
import type { Drawing, Picture } from './picture.ts'

const mostSeries = 8

/** As much of a text of 12 pixels' size as fits into so many pixels. */
function shortened(text: string, pixels: number): string {
  let used = 0
  const cut = [...text].findIndex((letter) => (used += letter > '\u2e80' ? 12 : 6.6) > pixels - 20)
  return cut === -1 ? text : `${[...text].slice(0, cut).join('')}…`
}

/** Steps side by side: which share of those who took the first came so far, and, hatched above it, who left. */
export function funnelPicture({ answer, words, format, colours, width }: Drawing): Picture | null {
  const series = answer.series.slice(0, mostSeries)
  const table = tableOf(answer, 'steps')
  const [all] = series
  const main = all === undefined ? [] : rowsOf(table, all)
  if (main.length === 0) return null
  const shares = series.map((one) =>
    rowsOf(table, one).map((row, i) => numberIn(row, 'conversion') ?? (i === 0 ? 1 : 0)),
  )
  const own = series.map((one) => rowsOf(table, one))
  const wide = Math.max(50, (width - 60) / main.length - 12)
  return {
    height: 320,
    cellAt: ({ seriesIndex, dataIndex }) => {
      const row = own[Math.floor(seriesIndex / 2)]?.[dataIndex]
      return row?.cells[seriesIndex % 2 === 0 ? 'customers' : 'dropped']
    },
    option: {
      grid: { left: 4, right: 8, top: series.length > 1 ? 40 : 22, bottom: 4, outerBoundsMode: 'same' },
      legend:
        series.length > 1
          ? { type: 'scroll', top: 0, left: 0, right: 0, data: series.map(words.series) }
          : { show: false },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        confine: true,
        valueFormatter: (value) => format.share(Number(value)),
      },
      xAxis: {
        type: 'category',
        data: main.map(({ values }) => words.event(String(values['step'] ?? ''))),
        axisTick: { show: false },
        axisLabel: {
          interval: 0,
          lineHeight: 16,
          formatter: (name: string, i: number) =>
            `{name|${i + 1} ${shortened(name, wide)}}\n{count|${format.count(numberIn(main[i], 'customers'))}}${
              i === 0 ? '' : `\n→ ${format.share(numberIn(main[i], 'stepConversion'))}`
            }`,
          rich: {
            name: { color: colours.text, fontSize: 12, align: 'center' },
            count: { color: colours.text, fontSize: 13, fontWeight: 600, lineHeight: 20, align: 'center' },
          },
        },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { formatter: (value: number) => format.share(value) },
      },
      series: series.flatMap((one, s) => {
        const bar = { type: 'bar', stack: one.key, name: words.series(one), barMaxWidth: 84 } as const
        const came = shares[s] ?? []
        return [
          {
            ...bar,
            data: came,
            itemStyle: { color: colours.of(s) },
            label: {
              show: series.length <= 2,
              position: 'insideTop',
              distance: -16,
              color: colours.text,
              fontSize: 12,
              formatter: ({ dataIndex }: { dataIndex: number }) =>
                dataIndex === 0 ? '' : format.share(came[dataIndex]),
            },
          },
          {
            ...bar,
            tooltip: { show: false },
            data: came.map((share, i) => Math.max(0, (came[i - 1] ?? share) - share)),
            itemStyle: {
              color: colours.of(s),
              opacity: 0.16,
              borderRadius: [4, 4, 0, 0],
            },
          },
        ]
      }),
    },
  }
}
