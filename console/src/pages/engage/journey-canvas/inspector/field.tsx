import { InputNumber } from 'antd'
import type { ReactNode } from 'react'

/** A label over its control. */
export function Field({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="bn-field">
      <span className="bn-field-label">{label}</span>
      {children}
      {help !== undefined && <small>{help}</small>}
    </div>
  )
}

/** Fields beside each other. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className="bn-fields">{children}</div>
}

export function NumberField(props: {
  label: string
  value: number | undefined
  onChange: (value: number | undefined) => void
  min?: number
  max?: number
  step?: number
  integer?: boolean
  unit?: string
  placeholder?: string
}) {
  const { label, value, onChange, min = 0, max, step, integer = true, unit, placeholder } = props
  return (
    <Field label={label}>
      <InputNumber<number>
        aria-label={label}
        style={{ width: '100%' }}
        min={min}
        {...(max === undefined ? {} : { max })}
        {...(step === undefined ? {} : { step })}
        {...(integer ? { precision: 0 } : {})}
        {...(unit === undefined ? {} : { suffix: unit })}
        {...(placeholder === undefined ? {} : { placeholder })}
        value={value ?? null}
        onChange={(next) => onChange(next ?? undefined)}
      />
    </Field>
  )
}
