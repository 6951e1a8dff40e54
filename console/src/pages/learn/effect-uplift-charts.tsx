import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Uplift } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../components/chart.tsx'
import { differenceText } from './effect-texts.ts'

/** The effect in each tenth of the score, and what contacting only the best scores would gain. */
export default function UpliftCharts({ uplift: { deciles, qini, unit } }: { uplift: Uplift }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const bars = useMemo<ChartOption>(() => {
    const write = (value: number) => differenceText(format, unit, value)
    return {
      grid: { left: 4, right: 8, top: 12, bottom: 22, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        formatter: (parameters) => {
          const first = Array.isArray(parameters) ? parameters[0] : parameters
          const row = deciles[first?.dataIndex ?? -1]
          return row?.comparison
            ? `${write(row.comparison.difference)} [${write(row.comparison.low)}, ${write(row.comparison.high)}]`
            : ''
        },
      },
      xAxis: {
        type: 'category',
        name: t('learn.effect.uplift.decile'),
        nameLocation: 'middle',
        nameGap: 24,
        data: deciles.map(({ slice }) => String(Number(slice) + 1)),
      },
      yAxis: { type: 'value', axisLabel: { formatter: write, hideOverlap: true } },
      series: [
        {
          type: 'bar',
          barMaxWidth: 26,
          data: deciles.map(({ comparison }) => ({
            value: comparison?.difference ?? 0,
            itemStyle: {
              color:
                comparison === null || (comparison.low <= 0 && comparison.high >= 0)
                  ? `${colours.stage.learn}66`
                  : comparison.difference > 0
                    ? colours.accent
                    : colours.bad,
              borderRadius: 3,
            },
          })),
        },
        {
          type: 'custom',
          renderItem: (parameters, api) => {
            const found = deciles[parameters.dataIndex]?.comparison
            if (!found) return null
            const [x = 0, top = 0] = api.coord([parameters.dataIndex, found.high])
            const [, bottom = 0] = api.coord([parameters.dataIndex, found.low])
            return {
              type: 'line',
              shape: { x1: x, y1: top, x2: x, y2: bottom },
              style: { stroke: colours.text, lineWidth: 1.5 },
            }
          },
          data: deciles.map(({ comparison }, index) => [index, comparison?.low ?? 0, comparison?.high ?? 0]),
          encode: { x: 0, y: [1, 2] },
        },
      ],
    }
  }, [deciles, unit, format, colours, t])
  const curve = useMemo<ChartOption>(() => {
    const points = qini?.points ?? []
    const end = points.at(-1)?.gain ?? 0
    const line = (name: string, data: (readonly [number, number])[], colour: string, dashed: boolean) => ({
      type: 'line' as const,
      name,
      data: data.map(([x, y]) => [x, y]),
      showSymbol: !dashed,
      symbolSize: 5,
      lineStyle: { color: colour, width: 2, type: dashed ? ('dashed' as const) : ('solid' as const) },
      itemStyle: { color: colour },
      ...(dashed ? {} : { areaStyle: { color: colour, opacity: 0.12 } }),
    })
    return {
      grid: { left: 4, right: 12, top: 30, bottom: 22, outerBoundsMode: 'same' },
      legend: { top: 0 },
      tooltip: { trigger: 'axis' },
      xAxis: {
        type: 'value',
        max: 1,
        name: t('learn.effect.uplift.share'),
        nameLocation: 'middle',
        nameGap: 24,
        axisLabel: { formatter: (value: number) => format.share(value) },
      },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => differenceText(format, unit, value), hideOverlap: true },
      },
      series: [
        line(
          t('learn.effect.uplift.model'),
          points.map(({ share, gain }) => [share, gain] as const),
          colours.stage.learn,
          false,
        ),
        line(
          t('learn.effect.uplift.random'),
          [
            [0, 0],
            [1, end],
          ],
          colours.quiet,
          true,
        ),
      ],
    }
  }, [qini, unit, format, colours, t])
  return (
    <>
      <Chart option={bars} height={220} label={t('learn.effect.uplift.title')} />
      {qini !== null && (
        <>
          <h3 style={{ margin: '12px 0 4px', fontSize: 13 }}>
            {t('learn.effect.uplift.qini')}{' '}
            <span className="bn-quiet">
              {t('learn.effect.uplift.coefficient', { value: Number(qini.coefficient.toPrecision(3)) })}
            </span>
          </h3>
          <Chart option={curve} height={240} label={t('learn.effect.uplift.qini')} />
        </>
      )}
    </>
  )
}
