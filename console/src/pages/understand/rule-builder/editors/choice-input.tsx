import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { renderSuggestion } from './render-suggestion.tsx'

export interface Choice {
  readonly value: string
  readonly title: string
  /** Small print; the value itself unless said. */
  readonly note?: string
}

interface Properties {
  readonly label: string
  readonly className: string
  readonly placeholder?: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onChange: (value: string) => void
}

/** Chooses one of the known names, shown in the reader's words; a name that is not known yet can be typed. */
export function ChoiceInput({ label, className, placeholder, value, choices, onChange }: Properties) {
  const [search, setSearch] = useState('')
  const options = useMemo(() => {
    const typed = search.trim()
    const extra = [typed, value].filter(
      (one, place, all) =>
        one !== '' && all.indexOf(one) === place && !choices.some((choice) => choice.value === one),
    )
    return [...choices, ...extra.map((one): Choice => ({ value: one, title: one }))].map((choice) => ({
      value: choice.value,
      label: choice.title,
      title: choice.title,
      note: choice.note ?? (choice.title === choice.value ? '' : choice.value),
      words: `${choice.value} ${choice.title}`.toLowerCase(),
    }))
  }, [choices, search, value])
  return (
    <Select
      allowClear
      showSearch={{
        onSearch: setSearch,
        filterOption: (typed, option) => option?.words.includes(typed.trim().toLowerCase()) === true,
      }}
      className={className}
      aria-label={label}
      placeholder={placeholder ?? label}
      popupMatchSelectWidth={false}
      value={value === '' ? null : value}
      options={options}
      optionRender={renderSuggestion}
      onChange={(chosen: string | null | undefined) => onChange(chosen ?? '')}
    />
  )
}
