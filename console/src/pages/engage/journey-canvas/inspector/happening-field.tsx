import { Input, InputNumber, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  AddFilter,
  EventSelect,
  PropertyFilters,
} from '../../../understand/rule-builder/editors/event-parts.tsx'
import type { PropertyCondition } from '../../../understand/rule-builder/model/leaf.ts'
import { RuleParts } from '../../../understand/rule-builder/rule-parts.tsx'
import { useEditing } from '../editor-context.ts'
import type { EventCondition, Happening } from '../model/graph.ts'
import { Field } from './field.tsx'

/** An event and what its properties must be, with the parts of the rule builder. */
export function EventField({
  value,
  onChange,
}: {
  value: EventCondition
  onChange: (value: EventCondition, field?: string) => void
}) {
  const { t } = useTranslation()
  const { names } = useEditing()
  if (names.catalogue === undefined) return null
  const where = value.where ?? []
  return (
    <RuleParts catalogue={names.catalogue}>
      <Field label={t('journeys.fields.event')}>
        <EventSelect
          value={value.event ?? ''}
          onChange={(event) => onChange({ event: event === '' ? undefined : event, where: [] }, 'event')}
        />
      </Field>
      <div className="bn-where">
        <PropertyFilters
          event={value.event ?? ''}
          where={where}
          onChange={(next, field) => onChange({ ...value, where: next }, field)}
        />
        <AddFilter
          label={t('rules.addFilter')}
          onAdd={() => onChange({ ...value, where: [...where, emptyFilter] }, undefined)}
        />
      </div>
    </RuleParts>
  )
}

const emptyFilter: PropertyCondition = { property: '', op: 'eq' }

/** Something that a customer does: an event, or a booking on an account. */
export function HappeningField({
  value,
  onChange,
}: {
  value: Happening | undefined
  onChange: (value: Happening, field?: string) => void
}) {
  const { t } = useTranslation()
  const kind = value !== undefined && 'ledger' in value ? 'ledger' : 'event'
  return (
    <div className="bn-happening">
      <Segmented
        block
        size="small"
        value={kind}
        options={(['event', 'ledger'] as const).map((one) => ({
          value: one,
          label: t(`journeys.happening.${one}`),
        }))}
        onChange={(next) => onChange(next === 'event' ? {} : { ledger: { direction: 'credit' } })}
      />
      {value !== undefined && 'ledger' in value ? (
        <LedgerFields value={value.ledger} onChange={(ledger, field) => onChange({ ledger }, field)} />
      ) : (
        <EventField value={value ?? {}} onChange={onChange} />
      )}
    </div>
  )
}

const words = (text: string) => (text.trim() === '' ? undefined : text)
const texts = (one: string | readonly string[] | undefined) =>
  typeof one === 'string' ? one : (one ?? []).join(', ')
const read = (text: string): string | readonly string[] | undefined =>
  text.includes(',') ? text.split(',').map((part) => part.trim()) : words(text)

type Ledger = Extract<Happening, { ledger: object }>['ledger']

function LedgerFields({
  value,
  onChange,
}: {
  value: Ledger
  onChange: (value: Ledger, field?: string) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('journeys.ledger.direction')}>
        <Select
          allowClear
          aria-label={t('journeys.ledger.direction')}
          placeholder={t('journeys.ledger.any')}
          value={value.direction ?? null}
          options={(['credit', 'debit'] as const).map((one) => ({
            value: one,
            label: t(`journeys.ledger.${one}`),
          }))}
          onChange={(direction: 'credit' | 'debit' | null | undefined) =>
            onChange({ ...value, direction: direction ?? undefined })
          }
        />
      </Field>
      <Field label={t('journeys.ledger.minAmount')}>
        <InputNumber<number>
          aria-label={t('journeys.ledger.minAmount')}
          style={{ width: '100%' }}
          min={0}
          value={value.minAmount ?? null}
          onChange={(amount) =>
            onChange(
              { ...value, minAmount: amount === null || amount <= 0 ? undefined : amount },
              'minAmount',
            )
          }
        />
      </Field>
      <Field label={t('journeys.ledger.operation')} help={t('journeys.ledger.manyHelp')}>
        <Input
          aria-label={t('journeys.ledger.operation')}
          value={texts(value.operation)}
          onChange={(event) => onChange({ ...value, operation: read(event.target.value) }, 'operation')}
        />
      </Field>
      <Field label={t('journeys.ledger.category')}>
        <Input
          aria-label={t('journeys.ledger.category')}
          value={texts(value.category)}
          onChange={(event) => onChange({ ...value, category: read(event.target.value) }, 'category')}
        />
      </Field>
    </>
  )
}
