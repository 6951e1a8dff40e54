import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocalisedName } from '../../../../app/format.ts'
import { useFormats } from '../../../../app/format.ts'
import { renderSuggestion } from '../../../understand/rule-builder/editors/render-suggestion.tsx'

export interface Named {
  readonly key: string
  readonly name: LocalisedName
}

/** Chooses one of the things that have a key and a name; found by either. */
export function NamedSelect(props: {
  label: string
  items: readonly Named[] | undefined
  value: string | undefined
  onChange: (key: string | undefined) => void
  placeholder?: string
  noteOf?: (key: string) => string
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { label, items, value, onChange, placeholder, noteOf } = props
  const options = useMemo(() => {
    const known = (items ?? []).map(({ key, name }) => ({
      value: key,
      label: format.name(name),
      title: format.name(name),
      note: noteOf?.(key) ?? key,
      words: `${key} ${Object.values(name).join(' ')}`.toLowerCase(),
    }))
    // What is chosen stays visible though it is gone: the server says what is wrong with it.
    return value === undefined || known.some((one) => one.value === value)
      ? known
      : [...known, { value, label: value, title: value, note: '', words: value }]
  }, [items, value, format, noteOf])
  return (
    <Select
      allowClear
      showSearch={{
        filterOption: (typed, option) => option?.words.includes(typed.trim().toLowerCase()) === true,
      }}
      aria-label={label}
      placeholder={placeholder ?? t('journeys.choose')}
      style={{ width: '100%' }}
      loading={items === undefined}
      value={value ?? null}
      options={options}
      optionRender={renderSuggestion}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
    />
  )
}
