import { AutoComplete, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Compared,
  type Comparison,
  periods,
  type Scalar,
  shapeOf,
  type ValueType,
} from '../model/comparison.ts'
import { DaysInput } from './days-input.tsx'
import { NumberInput } from './number-input.tsx'
import { useSuggestions } from './suggestions.ts'

interface Properties {
  readonly type: ValueType
  readonly comparison: Comparison
  readonly unit: string
  readonly tag: string | undefined
  readonly hint: string | undefined
  readonly onChange: (value: Compared | undefined) => void
}

const first = (value: Compared | undefined): Scalar | undefined => (Array.isArray(value) ? value[0] : value)
const pair = (value: Compared | undefined): readonly (Scalar | undefined)[] =>
  Array.isArray(value) ? value : [value]

/** The value of a comparison: one, a range, several, days or a period. */
export function ValueInput(props: Properties) {
  const { t } = useTranslation()
  const { type, comparison, unit, tag, onChange } = props
  const { op, value } = comparison
  switch (shapeOf(op)) {
    case 'none':
      return null
    case 'period':
      return (
        <Select
          aria-label={t('rules.value')}
          className="bn-value-short"
          popupMatchSelectWidth={false}
          value={String(first(value) ?? '')}
          options={periods
            .filter(
              (period) =>
                op === 'in_period' ||
                (!period.startsWith('last') && period !== 'yesterday' && period !== 'this_year'),
            )
            .map((period) => ({ value: period as string, label: t(`rules.periods.${period}`) }))}
          onChange={onChange}
        />
      )
    case 'days':
      return <DaysInput value={value} onChange={onChange} />
    case 'many':
      return <ManyInput {...props} />
    case 'range': {
      const [low, high] = pair(value)
      return (
        <>
          <ScalarInput
            {...props}
            unit=""
            label={t('rules.from')}
            value={low}
            onChange={(one) => onChange([one ?? '', high ?? ''].slice(0, high === undefined ? 1 : 2))}
          />
          <span className="bn-quiet">{t('rules.to')}</span>
          <ScalarInput
            {...props}
            label={t('rules.upTo')}
            value={high}
            onChange={(one) => onChange([low ?? '', one ?? ''])}
          />
        </>
      )
    }
    case 'one':
      return (
        <ScalarInput
          type={type}
          unit={unit}
          tag={tag}
          hint={props.hint}
          label={t('rules.value')}
          value={first(value)}
          onChange={onChange}
        />
      )
  }
}

interface ScalarProperties {
  readonly type: ValueType
  readonly unit: string
  readonly tag: string | undefined
  readonly hint: string | undefined
  readonly label: string
  readonly value: Scalar | undefined
  readonly onChange: (value: Scalar | undefined) => void
}

function ScalarInput({ type, unit, tag, hint, label, value, onChange }: ScalarProperties) {
  const { t } = useTranslation()
  switch (type) {
    case 'number':
      return (
        <NumberInput
          label={label}
          unit={unit}
          tag={tag}
          value={typeof value === 'number' ? value : undefined}
          onChange={onChange}
        />
      )
    case 'date':
      return (
        <Input
          type="date"
          aria-label={label}
          className="bn-value-short"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      )
    case 'boolean':
      return (
        <Select
          aria-label={label}
          className="bn-value-yes"
          value={value === true}
          options={[
            { value: true, label: t('common.yes') },
            { value: false, label: t('common.no') },
          ]}
          onChange={onChange}
        />
      )
    case 'string':
      return (
        <TextInput
          label={label}
          tag={tag}
          hint={hint}
          value={value === undefined ? '' : String(value)}
          onChange={onChange}
        />
      )
  }
}

function TextInput(props: {
  label: string
  tag: string | undefined
  hint: string | undefined
  value: string
  onChange: (value: string | undefined) => void
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { options } = useSuggestions(props.tag, open)
  return (
    <AutoComplete
      aria-label={props.label}
      className="bn-value-text"
      placeholder={props.hint ?? t('rules.valuePlaceholder')}
      value={props.value}
      options={options}
      showSearch={{
        filterOption: (typed, option) => option?.value.toLowerCase().includes(typed.toLowerCase()) === true,
      }}
      popupMatchSelectWidth={false}
      onOpenChange={setOpen}
      onChange={(value: string) => props.onChange(value === '' ? undefined : value)}
    />
  )
}

function ManyInput({ type, comparison, tag, hint, onChange }: Properties) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { options, loading } = useSuggestions(tag, open)
  const values = Array.isArray(comparison.value) ? comparison.value : []
  return (
    <Select
      mode="tags"
      aria-label={t('rules.values')}
      className="bn-value-many"
      placeholder={hint ?? t('rules.valuesPlaceholder')}
      value={values.map(String)}
      options={type === 'number' ? [] : options}
      loading={loading}
      maxTagCount={8}
      tokenSeparators={[',', '，', '、', ';', '\n', '\t']}
      popupMatchSelectWidth={false}
      optionFilterProp="value"
      onOpenChange={setOpen}
      onChange={(chosen: string[]) => {
        const texts = chosen.map((one) => one.trim()).filter((one) => one !== '')
        onChange(type === 'number' ? texts.map(Number).filter((one) => Number.isFinite(one)) : texts)
      }}
    />
  )
}
