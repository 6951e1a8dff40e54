import { DeleteOutlined, FilterOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { bankToday } from '../../../../app/bank-time.ts'
import { useEditing } from '../editing.ts'
import { type Operator, type ValueType, withOperator } from '../model/comparison.ts'
import { modeOf, windowModes, windowOf } from '../model/event-window.ts'
import type { EventWindow, PropertyCondition } from '../model/leaf.ts'
import { ChoiceInput } from './choice-input.tsx'
import { ComparisonInput } from './comparison-input.tsx'
import { NumberInput } from './number-input.tsx'

/** A word before the inputs that it is about. */
export function Part({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className="bn-part">
      <span className="bn-part-label">{label}</span>
      {children}
    </span>
  )
}

/** An event of the tracking plan, or one that has not been seen yet. */
export function EventSelect({ value, onChange }: { value: string; onChange: (event: string) => void }) {
  const { t } = useTranslation()
  const { catalogue } = useEditing()
  const choices = useMemo(
    () => catalogue.events.map(({ name, title }) => ({ value: name, title: title === '' ? name : title })),
    [catalogue.events],
  )
  return (
    <ChoiceInput
      className="bn-value-event"
      label={t('rules.event')}
      value={value}
      choices={choices}
      onChange={onChange}
    />
  )
}

/** The property names that the tracking plan knows for an event. */
export function useProperties(event: string) {
  const { catalogue } = useEditing()
  return useMemo(
    () => catalogue.events.find(({ name }) => name === event)?.properties ?? [],
    [catalogue.events, event],
  )
}

const textOperators: readonly Operator[] = ['eq', 'ne', 'in', 'not_in', 'is_set', 'is_not_set']
const numberOperators: readonly Operator[] = [
  'gte',
  'lte',
  'gt',
  'lt',
  'between',
  'eq',
  'ne',
  'is_set',
  'is_not_set',
]
const flagOperators: readonly Operator[] = ['eq', 'ne', 'is_set', 'is_not_set']
const numeric = (op: Operator) => ['gt', 'gte', 'lt', 'lte', 'between'].includes(op)

export function PropertyFilters(props: {
  event: string
  where: readonly PropertyCondition[]
  onChange: (where: PropertyCondition[], field?: string) => void
}) {
  const { t } = useTranslation()
  const properties = useProperties(props.event)
  const change = (index: number, one: PropertyCondition, field?: string) =>
    props.onChange(props.where.with(index, one), field === undefined ? undefined : `where ${index} ${field}`)
  return (
    <>
      {props.where.map((one, index) => {
        const planned = properties.find(({ name }) => name === one.property)?.type
        const type: ValueType =
          planned === 'number' || typeof one.value === 'number' || numeric(one.op)
            ? 'number'
            : planned === 'boolean' || typeof one.value === 'boolean'
              ? 'boolean'
              : 'string'
        // Without a plan the operator decides whether numbers are compared.
        const only =
          planned === undefined
            ? [...new Set([...textOperators, ...numberOperators])]
            : type === 'number'
              ? numberOperators
              : type === 'boolean'
                ? flagOperators
                : textOperators
        return (
          <div className="bn-sub" key={index}>
            <span className="bn-part-label">{t('rules.where')}</span>
            <ChoiceInput
              className="bn-value-text"
              label={t('rules.property')}
              value={one.property}
              choices={properties.map(({ name }) => ({ value: name, title: name }))}
              onChange={(property) => {
                const next = properties.find(({ name }) => name === property)?.type
                const fits = next !== 'number' || numeric(one.op) || one.op.startsWith('is_')
                change(index, fits ? { ...one, property } : { property, op: 'gte' }, 'property')
              }}
            />
            <ComparisonInput
              type={type}
              only={only}
              comparison={one}
              onChange={({ op, value }, field) => {
                const kept =
                  numeric(op) && typeof one.value === 'string'
                    ? withOperator({ op: one.op }, op)
                    : { op, value }
                change(index, { property: one.property, ...kept } as PropertyCondition, field)
              }}
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('rules.removeFilter')}
              onClick={() => props.onChange(props.where.toSpliced(index, 1))}
            />
          </div>
        )
      })}
    </>
  )
}

export function AddFilter({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <Button type="text" size="small" className="bn-add-filter" icon={<FilterOutlined />} onClick={onAdd}>
      {label}
    </Button>
  )
}

export function WindowInput({
  window,
  onChange,
}: {
  window: EventWindow
  onChange: (window: EventWindow, field?: string) => void
}) {
  const { t } = useTranslation()
  const mode = modeOf(window)
  const day = (field: 'since' | 'until') => (
    <Input
      type="date"
      className="bn-value-short"
      aria-label={t(`rules.window.${field}`)}
      value={window[field] ?? ''}
      onChange={(event) => onChange({ ...window, [field]: event.target.value }, field)}
    />
  )
  const [near, far] = window.daysAgo ?? [30, 60]
  return (
    <Part label={t('rules.when')}>
      <Select
        className="bn-operator"
        variant="filled"
        aria-label={t('rules.when')}
        popupMatchSelectWidth={false}
        value={mode}
        options={windowModes.map((value) => ({ value, label: t(`rules.window.${value}`) }))}
        onChange={(next) => onChange(windowOf(next, window, bankToday()))}
      />
      {mode === 'within' && (
        <NumberInput
          narrow
          integer
          min={1}
          unit="days"
          label={t('rules.days')}
          value={window.withinDays}
          onChange={(withinDays = 1) => onChange({ withinDays }, 'withinDays')}
        />
      )}
      {mode === 'ago' && (
        <>
          <NumberInput
            narrow
            integer
            min={0}
            label={t('rules.daysFrom')}
            value={near}
            onChange={(days = 0) => onChange({ daysAgo: [days, Math.max(far, days + 1)] }, 'daysAgo')}
          />
          <span className="bn-quiet">{t('rules.to')}</span>
          <NumberInput
            narrow
            integer
            min={1}
            unit="daysAgo"
            label={t('rules.daysTo')}
            value={far}
            onChange={(days = 1) => onChange({ daysAgo: [Math.min(near, days - 1), days] }, 'daysAgo')}
          />
        </>
      )}
      {(mode === 'since' || mode === 'between') && day('since')}
      {mode === 'between' && <span className="bn-quiet">{t('rules.to')}</span>}
      {(mode === 'until' || mode === 'between') && day('until')}
    </Part>
  )
}
