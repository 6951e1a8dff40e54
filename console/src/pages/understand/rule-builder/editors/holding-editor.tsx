import { DeleteOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProductSelect } from '../../../../components/product-select.tsx'
import { useEditing } from '../editing.ts'
import { startOf } from '../model/comparison.ts'
import {
  type FieldCondition,
  holdingFields,
  type holdingMeasures,
  holdingStates,
  type LeafOf,
} from '../model/leaf.ts'
import { useRuleWords } from '../rule-words.ts'
import { AmountInput } from './amount-input.tsx'
import { ChoiceInput } from './choice-input.tsx'
import { ComparisonInput } from './comparison-input.tsx'
import type { EditorProperties } from './editor.ts'
import { AddFilter, Part } from './event-parts.tsx'
import { NumberInput } from './number-input.tsx'

type Holding = LeafOf<'holding'>['holding']

export function HoldingEditor({ leaf, onChange }: EditorProperties<LeafOf<'holding'>>) {
  const { t } = useTranslation()
  const { catalogue } = useEditing()
  const words = useRuleWords()
  const { holding } = leaf
  const { state = 'open', where = [], measure = 'count', maturesWithinDays } = holding
  const op = leaf.op ?? 'gte'
  const value = leaf.value ?? leaf.atLeast ?? 1
  const [opened, setOpened] = useState(false)
  const withState = opened || state !== 'open' || holding.status !== undefined
  const mode = measure === 'count' && op === 'eq' && value === 0 ? 'none' : measure
  const set = (change: Partial<Holding>, field?: string) => {
    const next = Object.fromEntries(
      Object.entries({ ...holding, ...change }).filter(
        ([, one]) => one !== undefined && one !== '' && !(Array.isArray(one) && one.length === 0),
      ),
    )
    onChange({ ...leaf, holding: next }, field)
  }
  const name = (field: 'class' | 'status', known: readonly string[], wordOf: (one: string) => string) => (
    <ChoiceInput
      className="bn-value-text"
      label={t(`rules.holding.${field}`)}
      placeholder={t(`rules.holding.any_${field}`)}
      value={holding[field] ?? ''}
      choices={known.map((one) => ({ value: one, title: wordOf(one) }))}
      onChange={(text) => set({ [field]: text })}
    />
  )
  return (
    <>
      <Part label={t('rules.holding.class')}>
        {name('class', catalogue.known.classes, words.productClass)}
      </Part>
      <Part label={t('rules.holding.product')}>
        <ProductSelect
          className="bn-value-text"
          label={t('rules.holding.product')}
          placeholder={t('rules.holding.any_product')}
          value={holding.product}
          onChange={(product) => set({ product })}
        />
      </Part>
      <Part label={t('rules.measure')}>
        <Select<'none' | (typeof holdingMeasures)[number]>
          className="bn-operator"
          variant="filled"
          aria-label={t('rules.measure')}
          popupMatchSelectWidth={false}
          value={mode}
          options={(['count', 'none', 'sum', 'max'] as const).map((one) => ({
            value: one,
            label: t(`rules.holding.measures.${one}`),
          }))}
          onChange={(next) => {
            const { measure: _, ...rest } = holding
            const measured: Holding = next === 'none' || next === 'count' ? rest : { ...rest, measure: next }
            const amount =
              next === 'none'
                ? { op: 'eq' as const, value: 0 }
                : mode === 'none'
                  ? { op: 'gte' as const, value: 1 }
                  : { op, value }
            onChange({
              kind: 'holding',
              holding: measured,
              ...amount,
            })
          }}
        />
        {mode !== 'none' && (
          <AmountInput
            op={op}
            value={value}
            unit={measure === 'count' ? 'holdings' : 'CNY'}
            onChange={(amount, field) => onChange({ kind: 'holding', holding, ...amount }, field)}
          />
        )}
      </Part>
      {withState && (
        <Part label={t('rules.holding.state')}>
          <Select
            aria-label={t('rules.holding.state')}
            popupMatchSelectWidth={false}
            value={state}
            options={holdingStates.map((one) => ({ value: one, label: t(`rules.holding.states.${one}`) }))}
            onChange={(next) => set({ state: next === 'open' ? undefined : next })}
          />
          {name('status', catalogue.known.statuses, words.status)}
        </Part>
      )}
      {!withState && <AddFilter label={t('rules.holding.status')} onAdd={() => setOpened(true)} />}
      <AddFilter
        label={t('rules.holding.addFilter')}
        onAdd={() => set({ where: [...where, { field: 'matures', op: 'in_next_days', value: [3, 7] }] })}
      />
      {maturesWithinDays !== undefined && (
        <div className="bn-sub">
          <span className="bn-part-label">{t('rules.where')}</span>
          {t('rules.holding.maturesWithin')}
          <NumberInput
            narrow
            integer
            min={0}
            unit="days"
            label={t('rules.holding.maturesWithin')}
            value={maturesWithinDays}
            onChange={(days = 0) => set({ maturesWithinDays: days }, 'maturesWithinDays')}
          />
          <RemoveFilter onRemove={() => set({ maturesWithinDays: undefined })} />
        </div>
      )}
      {where.map((one, index) => (
        <FieldFilter
          key={index}
          condition={one}
          onChange={(next, field) =>
            set({ where: where.with(index, next) }, field && `where ${index} ${field}`)
          }
          onRemove={() => set({ where: where.toSpliced(index, 1) })}
        />
      ))}
    </>
  )
}

function RemoveFilter({ onRemove }: { onRemove: () => void }) {
  const { t } = useTranslation()
  return (
    <Button
      type="text"
      size="small"
      icon={<DeleteOutlined />}
      aria-label={t('rules.removeFilter')}
      onClick={onRemove}
    />
  )
}

const typeOf = (field: FieldCondition['field']): 'number' | 'date' => (field === 'amount' ? 'number' : 'date')

function FieldFilter(props: {
  condition: FieldCondition
  onChange: (condition: FieldCondition, field?: string) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const { condition, onChange } = props
  return (
    <div className="bn-sub">
      <span className="bn-part-label">{t('rules.where')}</span>
      <Select
        aria-label={t('rules.holding.field')}
        popupMatchSelectWidth={false}
        value={condition.field}
        options={holdingFields.map((field) => ({ value: field, label: t(`rules.holding.fields.${field}`) }))}
        onChange={(field) =>
          onChange(
            typeOf(field) === typeOf(condition.field)
              ? { ...condition, field }
              : ({ field, ...startOf(typeOf(field)) } as FieldCondition),
          )
        }
      />
      <ComparisonInput
        type={typeOf(condition.field)}
        unit={condition.field === 'amount' ? 'CNY' : ''}
        comparison={condition}
        onChange={(comparison, field) =>
          onChange({ field: condition.field, ...comparison } as FieldCondition, field)
        }
      />
      <RemoveFilter onRemove={props.onRemove} />
    </div>
  )
}
