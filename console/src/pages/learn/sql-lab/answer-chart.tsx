import { Empty, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatementAnswer } from '../../../api/sql-lab.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'
import { isNumeric } from './answer-table.tsx'

const kinds = ['bar', 'line', 'scatter'] as const
/** More points make a picture slow without telling more. */
const mostPoints = 2_000

/** A simple picture: one column along the bottom, numbers up the side. */
export function AnswerChart({ answer }: { answer: StatementAnswer }) {
  const { t } = useTranslation()
  const { columns, rows } = answer
  const numbers = useMemo(
    () => columns.flatMap(({ type }, index) => (isNumeric(type) ? [index] : [])),
    [columns],
  )
  const firstText = columns.findIndex(({ type }) => !isNumeric(type))
  const [chosenAlong, setAlong] = useState<number>()
  const [chosenUp, setUp] = useState<number[]>()
  const [chosenKind, setKind] = useState<(typeof kinds)[number]>()
  const along = chosenAlong ?? Math.max(firstText, 0)
  const up = useMemo(
    () => chosenUp ?? numbers.filter((index) => index !== along).slice(0, 3),
    [chosenUp, numbers, along],
  )
  const isTime = /Date/.test(columns[along]?.type ?? '')
  const kind = chosenKind ?? (isTime ? 'line' : 'bar')
  const option = useMemo<ChartOption>(() => {
    const shown = rows.slice(0, mostPoints)
    const scatter = kind === 'scatter' && isNumeric(columns[along]?.type ?? '')
    return {
      tooltip: { trigger: scatter ? 'item' : 'axis', confine: true },
      legend: { show: up.length > 1, top: 0 },
      grid: { left: 8, right: 16, top: up.length > 1 ? 34 : 14, bottom: 8, containLabel: true },
      xAxis: scatter
        ? { type: 'value', scale: true, name: columns[along]?.name ?? '' }
        : { type: 'category', data: shown.map((row) => String(row[along] ?? 'NULL')) },
      yAxis: { type: 'value' },
      series: up.map((index) => ({
        name: columns[index]?.name ?? '',
        type: kind,
        showSymbol: false,
        data: shown.map((row) => {
          const value = row[index]
          const number = value === null || value === undefined ? null : Number(value)
          return scatter ? [Number(row[along]), number] : number
        }),
      })) as ChartOption['series'],
    } as ChartOption
  }, [columns, rows, along, up, kind])
  if (numbers.length === 0 || rows.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('sqlLab.noChart')} />
  const options = columns.map(({ name }, value) => ({ value, label: name }))
  return (
    <div className="bn-sql-chart">
      <div className="bn-sql-chart-choices">
        <Select
          size="small"
          aria-label={t('sqlLab.chart.kind')}
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: t(`sqlLab.chart.${value}`) }))}
        />
        <span>{t('sqlLab.chart.along')}</span>
        <Select
          size="small"
          aria-label={t('sqlLab.chart.along')}
          value={along}
          onChange={setAlong}
          options={options}
          popupMatchSelectWidth={false}
        />
        <span>{t('sqlLab.chart.up')}</span>
        <Select
          size="small"
          mode="multiple"
          aria-label={t('sqlLab.chart.up')}
          value={[...up]}
          onChange={setUp}
          options={options.filter(({ value }) => numbers.includes(value))}
          style={{ minWidth: 180 }}
          popupMatchSelectWidth={false}
        />
        {rows.length > mostPoints && <small>{t('sqlLab.chart.first', { rows: mostPoints })}</small>}
      </div>
      <Chart option={option} height={360} label={t('sqlLab.chart.title')} />
    </div>
  )
}
