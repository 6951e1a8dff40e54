import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type Comparison,
  type Operator,
  operatorsOf,
  shapeOf,
  type ValueType,
  withOperator,
} from '../model/comparison.ts'
import { useRuleWords } from '../rule-words.ts'
import { ValueInput } from './value-input.tsx'

interface Properties {
  readonly type: ValueType
  readonly comparison: Comparison
  readonly onChange: (comparison: Comparison, field?: string) => void
  readonly unit?: string
  /** A tag whose distribution says which values there are. */
  readonly tag?: string | undefined
  /** Fewer operators than the type has. */
  readonly only?: readonly Operator[]
  /** The values are texts that need not be numbers though the operator orders them. */
  readonly hint?: string
}

/** Operator and value, each in the form that the type asks for. */
export function ComparisonInput({ type, comparison, onChange, unit = '', tag, only, hint }: Properties) {
  const words = useRuleWords()
  const operators = only ?? operatorsOf[type]
  // An operator that a pasted rule uses stays visible though it does not fit: the server says why.
  const offered = operators.includes(comparison.op) ? operators : [...operators, comparison.op]
  return (
    <>
      <OperatorSelect
        value={comparison.op}
        options={offered.map((op) => ({ value: op, label: words.operator(op, type) }))}
        onChange={(op) => onChange(withOperator(comparison, op))}
      />
      <ValueInput
        key={shapeOf(comparison.op)}
        type={type}
        comparison={comparison}
        unit={unit}
        tag={tag}
        hint={hint}
        onChange={(value) => onChange({ op: comparison.op, value }, 'value')}
      />
    </>
  )
}

export function OperatorSelect<Op extends string>(props: {
  value: Op
  options: readonly { value: Op; label: string }[]
  onChange: (op: Op) => void
}) {
  const { t } = useTranslation()
  return (
    <Select<Op>
      className="bn-operator"
      variant="filled"
      aria-label={t('rules.operator')}
      popupMatchSelectWidth={false}
      value={props.value}
      options={[...props.options]}
      onChange={props.onChange}
    />
  )
}
