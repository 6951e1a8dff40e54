import { useTranslation } from 'react-i18next'
import type { Compared } from '../model/comparison.ts'
import { NumberInput } from './number-input.tsx'

/** From so many days on to so many: `7` = 0 to 7, `[3, 7]` = 3 to 7. */
export function DaysInput({
  value,
  onChange,
}: {
  value: Compared | undefined
  onChange: (value: Compared) => void
}) {
  const { t } = useTranslation()
  const [from, to] = Array.isArray(value) ? value : [0, value]
  const near = typeof from === 'number' ? from : 0
  const far = typeof to === 'number' ? to : near
  const write = (low: number, high: number) => onChange(low === 0 ? high : [low, high])
  return (
    <>
      <NumberInput
        narrow
        integer
        min={0}
        label={t('rules.daysFrom')}
        value={near}
        onChange={(days = 0) => write(days, Math.max(days, far))}
      />
      <span className="bn-quiet">{t('rules.to')}</span>
      <NumberInput
        narrow
        integer
        min={0}
        label={t('rules.daysTo')}
        value={far}
        onChange={(days = 0) => write(Math.min(near, days), days)}
        unit="days"
      />
    </>
  )
}
