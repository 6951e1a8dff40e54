import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { addDays, bankToday } from '../../../../app/bank-time.ts'
import type { Range } from '../model/question.ts'

const presets = [1, 7, 14, 30, 60, 90, 180, 365] as const

/** The last so many days, up to today or yesterday, or two days of the calendar. */
export function RangeInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: Range
  onChange: (range: Range, field?: string) => void
}) {
  const { t } = useTranslation()
  const own = 'from' in value
  const lengths =
    own || presets.some((one) => one === value.lastDays) ? presets : [...presets, value.lastDays]
  return (
    <>
      <Select
        aria-label={label}
        className="bn-ask-grow"
        popupMatchSelectWidth={false}
        value={own ? 0 : value.lastDays}
        options={[
          ...lengths.map((days) => ({
            value: days as number,
            label:
              days === 1 ? t('analyses.question.today') : t('analyses.question.lastDays', { count: days }),
          })),
          { value: 0, label: t('analyses.question.ownDays') },
        ]}
        onChange={(days) => {
          if (days !== 0) {
            onChange({
              ...(own || value.endDaysAgo === undefined ? {} : { endDaysAgo: value.endDaysAgo }),
              lastDays: days,
            })
            return
          }
          const { lastDays, endDaysAgo = 0 } = own ? { lastDays: 30 } : value
          const to = addDays(bankToday(), -endDaysAgo)
          onChange({ from: addDays(to, 1 - lastDays), to })
        }}
      />
      {own ? (
        <>
          <Input
            type="date"
            className="bn-ask-day"
            aria-label={t('rules.from')}
            value={value.from}
            max={value.to}
            onChange={(event) => onChange({ ...value, from: event.target.value }, `${label} from`)}
          />
          <Input
            type="date"
            className="bn-ask-day"
            aria-label={t('rules.upTo')}
            value={value.to}
            min={value.from}
            onChange={(event) => onChange({ ...value, to: event.target.value }, `${label} to`)}
          />
        </>
      ) : (
        <Select
          aria-label={t('analyses.question.upTo')}
          className="bn-ask-grow"
          popupMatchSelectWidth={false}
          value={value.endDaysAgo ?? 0}
          options={[0, 1, ...((value.endDaysAgo ?? 0) > 1 ? [value.endDaysAgo ?? 0] : [])].map((ago) => ({
            value: ago,
            label:
              ago === 0
                ? t('analyses.question.upToToday')
                : ago === 1
                  ? t('analyses.question.upToYesterday')
                  : t('analyses.question.upToDaysAgo', { count: ago }),
          }))}
          onChange={(ago) =>
            onChange({ lastDays: value.lastDays, ...(ago === 0 ? {} : { endDaysAgo: ago }) })
          }
        />
      )}
    </>
  )
}
