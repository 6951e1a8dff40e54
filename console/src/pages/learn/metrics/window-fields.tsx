import { Form, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import type { FormulaOf } from './metric-draft.ts'

type Window = NonNullable<FormulaOf<'measure'>['window']>

/** Over which days something counts: each for itself, so many up to it, or its week or month so far. */
export function WindowFields(props: {
  window: Window | undefined
  onChange: (window: Window | undefined) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { window, onChange } = props
  const mode = window === undefined ? 'day' : typeof window === 'string' ? window : 'days'
  const choose = (next: string): void => {
    if (next === 'days') onChange({ days: 30 })
    else onChange(next === 'week_to_date' || next === 'month_to_date' ? next : undefined)
  }
  return (
    <div className="bn-metric-two">
      <Form.Item label={t('metrics.form.window')}>
        <Select
          aria-label={t('metrics.form.window')}
          value={mode}
          options={(['day', 'days', 'week_to_date', 'month_to_date'] as const).map((value) => ({
            value,
            label: t(`metrics.form.windows.${value}`),
          }))}
          onChange={choose}
        />
      </Form.Item>
      {typeof window === 'object' && (
        <Form.Item label={t('metrics.form.windowDays')}>
          <InputNumber
            aria-label={t('metrics.form.windowDays')}
            min={1}
            max={366}
            precision={0}
            value={window.days}
            formatter={(value) => format.count(Number(value))}
            onChange={(days) => onChange({ days: days ?? 1 })}
          />
        </Form.Item>
      )}
    </div>
  )
}
