import { InputNumber, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../../app/format.ts'
import { useRuleWords } from '../rule-words.ts'
import { useQuantiles } from './suggestions.ts'

interface Properties {
  readonly label: string
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  readonly unit?: string
  /** A tag whose quantiles are offered while the input has the focus. */
  readonly tag?: string | undefined
  readonly min?: number
  readonly integer?: boolean
  readonly narrow?: boolean
}

export function NumberInput({
  label,
  value,
  onChange,
  unit = '',
  tag,
  min,
  integer = false,
  narrow = false,
}: Properties) {
  const words = useRuleWords()
  const [focused, setFocused] = useState(false)
  const quantiles = useQuantiles(tag, focused)
  const input = (
    <span className="bn-number-input">
      <InputNumber<number | string>
        aria-label={label}
        className={narrow ? 'bn-value-number bn-value-narrow' : 'bn-value-number'}
        controls={false}
        value={value ?? null}
        formatter={(number, { userTyping, input: typed }) => (userTyping ? typed : grouped(number))}
        parser={(text) => (text ?? '').replaceAll(/[,，\s]/g, '')}
        {...(min === undefined ? {} : { min })}
        {...(integer ? { precision: 0 } : {})}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onChange={(number) => onChange(number === null || number === '' ? undefined : Number(number))}
      />
      {unit !== '' && <span className="bn-unit">{words.unit(unit)}</span>}
    </span>
  )
  if (tag === undefined) return input
  return (
    <Popover
      open={focused && quantiles.length > 0}
      placement="bottomLeft"
      arrow={false}
      content={<Quantiles quantiles={quantiles} onPick={onChange} />}
    >
      {input}
    </Popover>
  )
}

/** 200000 → 200,000; decimals stay as they are. */
function grouped(number: number | string | undefined): string {
  const [whole = '', decimals] = String(number ?? '').split('.')
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return decimals === undefined ? text : `${text}.${decimals}`
}

function Quantiles(props: { quantiles: ReturnType<typeof useQuantiles>; onPick: (value: number) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const name = (share: number) =>
    share === 0
      ? t('understand.tags.lowest')
      : share === 1
        ? t('understand.tags.highest')
        : share === 0.5
          ? t('rules.median')
          : `p${Math.round(share * 100)}`
  return (
    <div className="bn-quantiles" aria-label={t('rules.quantiles')}>
      {props.quantiles.map(({ share, value }) => (
        <button
          key={share}
          type="button"
          tabIndex={-1}
          // The input keeps the focus.
          onMouseDown={(event) => {
            event.preventDefault()
            if (typeof value === 'number') props.onPick(value)
          }}
        >
          <small>{name(share)}</small>
          {typeof value === 'number' ? format.short(value) : value}
        </button>
      ))}
    </div>
  )
}
