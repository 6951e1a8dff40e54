import { useTranslation } from 'react-i18next'
import type { AmountOperator } from '../model/leaf.ts'
import { useRuleWords } from '../rule-words.ts'
import { OperatorSelect } from './comparison-input.tsx'
import { NumberInput } from './number-input.tsx'

export interface Amount {
  readonly op: AmountOperator
  readonly value: number | number[]
}
const operators = ['gte', 'lte', 'gt', 'lt', 'eq', 'ne', 'between'] as const

/** How a count or a sum is compared: with one number, or for between with two. */
export function AmountInput(
  props: Amount & { readonly unit: string; readonly onChange: (amount: Amount, field?: string) => void },
) {
  const { t } = useTranslation()
  const words = useRuleWords()
  const { op, value, unit, onChange } = props
  const [low = 0, high = low] = Array.isArray(value) ? value : [value]
  return (
    <>
      <OperatorSelect
        value={op}
        options={operators.map((one) => ({ value: one, label: words.operator(one) }))}
        onChange={(next) =>
          onChange(
            next === 'between' ? { op: next, value: [low, Math.max(low, high)] } : { op: next, value: low },
          )
        }
      />
      <NumberInput
        narrow={unit !== '' && unit !== 'CNY'}
        label={t('rules.value')}
        value={low}
        unit={op === 'between' ? '' : unit}
        onChange={(number = 0) =>
          onChange({ op, value: op === 'between' ? [number, high] : number }, 'value')
        }
      />
      {op === 'between' && (
        <>
          <span className="bn-quiet">{t('rules.to')}</span>
          <NumberInput
            narrow={unit !== '' && unit !== 'CNY'}
            label={t('rules.upTo')}
            value={high}
            unit={unit}
            onChange={(number = 0) => onChange({ op, value: [low, number] }, 'value')}
          />
        </>
      )}
    </>
  )
}
