import { useMemo } from 'react'
import type { Aum } from '../../../api/customers.ts'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import { aumClasses, type AumUnit, classColours, useClassName } from './names.ts'

/** Stacked by class of product: closing balances as a staircase, averages as bars. */
export default function AumChart({ aum, unit }: { aum: Aum; unit: AumUnit }) {
  const { t } = useTranslation()
  const format = useFormats()
  const className = useClassName()
  const option = useMemo<ChartOption>(() => {
    const periods =
      unit === 'day'
        ? aum.days.map(({ day, classes }) => ({ at: day, classes }))
        : unit === 'month'
          ? aum.months.map(({ month, classes }) => ({ at: month, classes }))
          : aum.years.map(({ year, classes }) => ({ at: year, classes }))
    const present = aumClasses.filter((name) =>
      periods.some(({ classes }) => Number(classes[name] ?? 0) !== 0),
    )
    return {
      grid: { left: 4, right: 16, top: 36, bottom: 0, outerBoundsMode: 'same' },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10 },
      tooltip: { trigger: 'axis', valueFormatter: (value) => format.money(Number(value)) },
      xAxis: unit === 'day' ? { type: 'time' } : { type: 'category', data: periods.map(({ at }) => at) },
      yAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => format.short(value) },
        splitNumber: 4,
      },
      series: present.map((name) => ({
        name: className(name),
        stack: 'aum',
        itemStyle: { color: classColours[name] },
        ...(unit === 'day'
          ? {
              type: 'line' as const,
              step: 'end' as const,
              symbol: 'none',
              lineStyle: { width: 1 },
              areaStyle: { opacity: 0.35 },
              data: periods.map(({ at, classes }) => [at, Number(classes[name] ?? 0)]),
            }
          : {
              type: 'bar' as const,
              barMaxWidth: 36,
              data: periods.map(({ classes }) => Number(classes[name] ?? 0)),
            }),
      })),
    }
  }, [aum, unit, format, className])
  return <Chart option={option} height={280} label={t('customers.aum.chart')} />
}
