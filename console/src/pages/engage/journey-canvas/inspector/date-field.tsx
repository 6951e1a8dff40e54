import { Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ProductSelect } from '../../../../components/product-select.tsx'
import { customerAttributes, useRuleWords } from '../../../understand/rule-builder/rule-words.ts'
import { ChoiceInput } from '../../../understand/rule-builder/editors/choice-input.tsx'
import { useEditing } from '../editor-context.ts'
import { type CustomerDate, holdingDays } from '../model/graph.ts'
import { Field, Fields } from './field.tsx'
import { NamedSelect } from './pickers.tsx'

const kinds = ['attribute', 'holding', 'tag'] as const
type Kind = (typeof kinds)[number]
const dates = customerAttributes.filter((name) => name === 'birth_date' || name === 'opened')

/** A day that belongs to a customer: a birthday, a maturity, a day that a tag knows. */
export function CustomerDateField({
  value,
  onChange,
}: {
  value: CustomerDate | undefined
  onChange: (value: CustomerDate, field?: string) => void
}) {
  const { t } = useTranslation()
  const words = useRuleWords()
  const { names } = useEditing()
  const kind: Kind =
    value === undefined ? 'attribute' : 'holding' in value ? 'holding' : 'tag' in value ? 'tag' : 'attribute'
  const tags = useMemo(
    () => [...(names.catalogue?.tags.values() ?? [])].filter(({ type }) => type === 'date'),
    [names.catalogue],
  )
  const start: Record<Kind, CustomerDate> = {
    attribute: { attribute: 'birth_date' },
    holding: { holding: { class: 'time_deposit' }, field: 'matures' },
    tag: { tag: undefined },
  }
  return (
    <>
      <Field label={t('journeys.date.of')}>
        <Select<Kind>
          aria-label={t('journeys.date.of')}
          value={value === undefined ? null : kind}
          placeholder={t('journeys.choose')}
          options={kinds.map((one) => ({ value: one, label: t(`journeys.date.kinds.${one}`) }))}
          onChange={(next) => onChange(start[next])}
        />
      </Field>
      {value !== undefined && 'attribute' in value && (
        <Field label={t('rules.kinds.attribute')}>
          <ChoiceInput
            className="bn-value-text"
            label={t('rules.kinds.attribute')}
            value={value.attribute ?? ''}
            choices={dates.map((name) => ({ value: name, title: words.attribute(name) }))}
            onChange={(attribute) =>
              onChange({ attribute: attribute === '' ? undefined : attribute }, 'attribute')
            }
          />
        </Field>
      )}
      {value !== undefined && 'tag' in value && (
        <Field label={t('rules.kinds.tag')}>
          <NamedSelect
            label={t('rules.kinds.tag')}
            items={tags}
            value={value.tag}
            onChange={(tag) => onChange({ tag })}
          />
        </Field>
      )}
      {value !== undefined && 'holding' in value && (
        <>
          <Fields>
            <Field label={t('journeys.date.class')}>
              <ChoiceInput
                className="bn-value-text"
                label={t('journeys.date.class')}
                value={value.holding.class ?? ''}
                choices={[...(names.catalogue?.known.classes ?? [])].map((name) => ({
                  value: name,
                  title: words.productClass(name),
                }))}
                onChange={(name) =>
                  onChange({ ...value, holding: { ...value.holding, class: name === '' ? undefined : name } })
                }
              />
            </Field>
            <Field label={t('journeys.date.day')}>
              <Select
                aria-label={t('journeys.date.day')}
                value={value.field}
                options={holdingDays.map((field) => ({
                  value: field,
                  label: t(`journeys.date.fields.${field}`),
                }))}
                onChange={(field) => onChange({ ...value, field })}
              />
            </Field>
          </Fields>
          <Field label={t('journeys.date.product')}>
            <ProductSelect
              label={t('journeys.date.product')}
              placeholder={t('rules.holding.any_product')}
              value={value.holding.product}
              onChange={(product) =>
                onChange({ ...value, holding: { ...value.holding, product } }, 'product')
              }
            />
          </Field>
        </>
      )}
    </>
  )
}

/** So many days before or after that day. */
export function OffsetField({
  value,
  onChange,
}: {
  value: number | undefined
  onChange: (days: number | undefined) => void
}) {
  const { t } = useTranslation()
  const side = (value ?? 0) < 0 ? 'before' : 'after'
  const days = Math.abs(value ?? 0)
  const write = (amount: number, which: 'before' | 'after') =>
    onChange(amount === 0 ? undefined : which === 'before' ? -amount : amount)
  return (
    <Fields>
      <Field label={t('journeys.fields.days')}>
        <Input
          type="number"
          min={0}
          max={3660}
          aria-label={t('journeys.fields.days')}
          value={days}
          onChange={(event) => write(Math.max(0, Math.round(Number(event.target.value) || 0)), side)}
        />
      </Field>
      <Field label={t('journeys.date.side')}>
        <Select<'before' | 'after'>
          aria-label={t('journeys.date.side')}
          value={side}
          options={(['before', 'after'] as const).map((one) => ({
            value: one,
            label: t(`journeys.date.sides.${one}`),
          }))}
          onChange={(which) => write(days === 0 ? 1 : days, which)}
        />
      </Field>
    </Fields>
  )
}
