import { Input } from 'antd'
import { useState } from 'react'

interface Properties {
  readonly label: string
  readonly placeholder: string
  readonly value: readonly number[] | undefined
  readonly onChange: (numbers: number[] | undefined) => void
}

const written = (numbers: readonly number[] | undefined) => (numbers ?? []).join(', ')

/** Several numbers in a row: `1, 3, 7`. They count once the field is left or Enter is pressed. */
export function NumbersInput({ label, placeholder, value, onChange }: Properties) {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed === undefined) return
    const numbers = typed
      .split(/[\s,，、;]+/)
      .filter((part) => part !== '')
      .map(Number)
      .filter((number) => Number.isFinite(number))
      .toSorted((a, b) => a - b)
    setTyped(undefined)
    if (written(numbers) !== written(value))
      onChange(numbers.length === 0 ? undefined : [...new Set(numbers)])
  }
  return (
    <Input
      className="bn-ask-grow"
      aria-label={label}
      placeholder={placeholder}
      inputMode="decimal"
      value={typed ?? written(value)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onPressEnter={take}
    />
  )
}
