import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Arm } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../components/chart.tsx'
import { rateOf } from './rate.ts'

const counts = ['contacted', 'delivered', 'opened', 'clicked', 'converted'] as const

/** From everyone assigned down to those who converted. */
export default function ReachFunnel({ arm }: { arm: Arm }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const rows = [
      { label: t('learn.effects.assigned'), value: arm.customers, share: 1 },
      ...counts.map((name) => ({
        label: t(`learn.effects.${name}`),
        value: arm[name],
        share: rateOf(arm, name),
      })),
    ]
    return {
      grid: { left: 4, right: 120, top: 4, bottom: 4, outerBoundsMode: 'same' },
      xAxis: { type: 'value', show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: colours.text, fontSize: 12 },
      },
      series: [
        {
          type: 'bar',
          barWidth: 18,
          data: rows.map(({ value }, index) => ({
            value,
            itemStyle: {
              color: `${index === rows.length - 1 ? colours.stage.learn : colours.stage.engage}${index === 0 ? '66' : 'd9'}`,
              borderRadius: [0, 3, 3, 0],
            },
          })),
          label: {
            show: true,
            position: 'right',
            color: colours.text,
            formatter: ({ dataIndex }) => {
              const row = rows[dataIndex]
              return row === undefined ? '' : `${format.count(row.value)}  ${format.share(row.share)}`
            },
          },
        },
      ],
    }
  }, [arm, format, colours, t])
  return <Chart option={option} height={230} label={t('learn.effects.reach')} />
}
