import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'

const sizes = { minutes: 60, hours: 3600, days: 86_400 } as const
type Unit = keyof typeof sizes
const unitsOf = ['minutes', 'hours', 'days'] as const satisfies readonly Unit[]
const longest = 366 * sizes.days

/** The largest unit in which so many seconds are a whole number. */
function unitOf(seconds: number): Unit {
  return unitsOf.findLast((unit) => seconds % sizes[unit] === 0) ?? 'minutes'
}

/** A stretch of time in minutes, hours or days. */
export function SpanInput(props: { label: string; seconds: number; onChange: (seconds: number) => void }) {
  const { t } = useTranslation()
  const { label, seconds, onChange } = props
  const unit = unitOf(seconds)
  const set = (amount: number, of: Unit) => onChange(Math.min(longest, Math.max(1, amount) * sizes[of]))
  return (
    <>
      <InputNumber<number>
        aria-label={label}
        className="bn-ask-number"
        min={1}
        precision={0}
        value={Math.max(1, Math.round(seconds / sizes[unit]))}
        onChange={(amount) => {
          if (amount !== null) set(amount, unit)
        }}
      />
      <Select
        aria-label={t('analyses.question.unit')}
        value={unit}
        options={unitsOf.map((value) => ({ value, label: t(`analyses.spans.${value}`) }))}
        onChange={(next) => set(Math.round(seconds / sizes[unit]), next)}
      />
    </>
  )
}
