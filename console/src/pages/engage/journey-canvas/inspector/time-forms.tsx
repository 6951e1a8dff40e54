import { Checkbox, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { bankToday } from '../../../../app/bank-time.ts'
import { CustomerDateField, OffsetField } from './date-field.tsx'
import { Field, Fields, NumberField } from './field.tsx'
import { HappeningField } from './happening-field.tsx'
import type { FormProperties } from './form-properties.ts'

export function WaitForm({ node, onChange }: FormProperties<'wait'>) {
  const { t } = useTranslation()
  return (
    <Fields>
      <NumberField
        label={t('journeys.fields.days')}
        max={3660}
        value={node.days}
        onChange={(days) => onChange({ ...node, days }, 'days')}
      />
      <NumberField
        label={t('journeys.fields.hours')}
        max={87_840}
        value={node.hours}
        onChange={(hours) => onChange({ ...node, hours }, 'hours')}
      />
      <NumberField
        label={t('journeys.fields.minutes')}
        max={5_270_400}
        value={node.minutes}
        onChange={(minutes) => onChange({ ...node, minutes }, 'minutes')}
      />
    </Fields>
  )
}

export function WaitUntilForm({ node, onChange }: FormProperties<'wait_until'>) {
  const { t } = useTranslation()
  const kind = node.date === undefined ? 'none' : typeof node.date === 'string' ? 'day' : 'own'
  const weekdays = node.weekdays ?? []
  return (
    <>
      <Field label={t('journeys.until.day')}>
        <Segmented
          block
          size="small"
          value={kind}
          options={(['none', 'day', 'own'] as const).map((value) => ({
            value,
            label: t(`journeys.until.kinds.${value}`),
          }))}
          onChange={(next) =>
            onChange({
              ...node,
              offsetDays: undefined,
              yearly: undefined,
              date: next === 'none' ? undefined : next === 'day' ? bankToday() : { attribute: 'birth_date' },
            })
          }
        />
      </Field>
      {typeof node.date === 'string' && (
        <Field label={t('journeys.fields.date')}>
          <Input
            type="date"
            aria-label={t('journeys.fields.date')}
            value={node.date}
            onChange={(event) =>
              onChange({ ...node, date: event.target.value === '' ? undefined : event.target.value }, 'date')
            }
          />
        </Field>
      )}
      {typeof node.date === 'object' && (
        <>
          <CustomerDateField
            value={node.date}
            onChange={(date, field) => onChange({ ...node, date }, field)}
          />
          <OffsetField
            value={node.offsetDays}
            onChange={(offsetDays) => onChange({ ...node, offsetDays }, 'offset')}
          />
          <Checkbox
            checked={node.yearly ?? false}
            onChange={(event) => onChange({ ...node, yearly: event.target.checked || undefined })}
          >
            {t('journeys.fields.yearly')}
          </Checkbox>
        </>
      )}
      <Field label={t('journeys.fields.weekdays')}>
        <Checkbox.Group
          className="bn-weekdays"
          aria-label={t('journeys.fields.weekdays')}
          value={[...weekdays]}
          options={([1, 2, 3, 4, 5, 6, 7] as const).map((value) => ({
            value: value as number,
            label: t(`journeys.weekdays.${value}`),
          }))}
          onChange={(chosen) =>
            onChange({ ...node, weekdays: chosen.length === 0 ? undefined : chosen.toSorted() })
          }
        />
      </Field>
      <Fields>
        <TimeField
          label={t('journeys.fields.at')}
          value={node.at}
          onChange={(at) => onChange({ ...node, at }, 'at')}
        />
      </Fields>
      <Checkbox
        checked={node.tradingDay ?? false}
        onChange={(event) => onChange({ ...node, tradingDay: event.target.checked || undefined })}
      >
        {t('journeys.fields.tradingDay')}
      </Checkbox>
    </>
  )
}

export function TimeField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  return (
    <Field label={label}>
      <Input
        type="time"
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value.slice(0, 5))}
      />
    </Field>
  )
}

export function WaitForEventForm({ node, onChange }: FormProperties<'wait_for_event'>) {
  const { t } = useTranslation()
  const unit = node.withinHours === undefined ? 'days' : 'hours'
  const amount = node.withinHours ?? node.withinDays
  const write = (value: number | undefined, next: 'days' | 'hours') =>
    onChange(
      {
        ...node,
        withinDays: next === 'days' ? value : undefined,
        withinHours: next === 'hours' ? value : undefined,
      },
      'within',
    )
  return (
    <>
      <HappeningField
        value={node.condition}
        onChange={(condition, field) => onChange({ ...node, condition }, field)}
      />
      <Fields>
        <NumberField
          label={t('journeys.fields.atMost')}
          min={1}
          value={amount}
          onChange={(value) => write(value, unit)}
        />
        <Field label={t('journeys.fields.unit')}>
          <Segmented<'days' | 'hours'>
            block
            value={unit}
            options={(['days', 'hours'] as const).map((value) => ({
              value,
              label: t(`journeys.fields.${value}`),
            }))}
            onChange={(next) => write(amount ?? 1, next)}
          />
        </Field>
      </Fields>
    </>
  )
}
