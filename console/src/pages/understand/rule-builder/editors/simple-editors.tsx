import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../../app/format.ts'
import { useEditing } from '../editing.ts'
import { copiesAttribute } from '../model/definition-names.ts'
import { type Comparison, type Operator, operatorsOf, type ValueType } from '../model/comparison.ts'
import type { LeafOf } from '../model/leaf.ts'
import { customerAttributes, isDateAttribute } from '../rule-words.ts'
import { ChoiceInput } from './choice-input.tsx'
import { ComparisonInput } from './comparison-input.tsx'
import type { EditorProperties } from './editor.ts'
import { renderSuggestion } from './render-suggestion.tsx'

export function TagEditor({ leaf, onChange }: EditorProperties<LeafOf<'tag'>>) {
  const { catalogue } = useEditing()
  const tag = catalogue.tags.get(leaf.tag)
  return (
    <ComparisonInput
      type={tag?.type ?? typeOfValue(leaf)}
      unit={tag?.unit ?? ''}
      tag={tag === undefined ? undefined : leaf.tag}
      comparison={leaf}
      onChange={(comparison, field) => onChange({ kind: 'tag', tag: leaf.tag, ...comparison }, field)}
    />
  )
}

function typeOfValue({ op, value }: Comparison): ValueType {
  const one = Array.isArray(value) ? value[0] : value
  if (typeof one === 'number') return 'number'
  if (typeof one === 'boolean') return 'boolean'
  return operatorsOf.date.includes(op) && !operatorsOf.string.includes(op) ? 'date' : 'string'
}

/** The bank's own attributes are texts that are read as what they are compared with. */
const ownOperators: readonly Operator[] = [
  'in',
  'not_in',
  'eq',
  'ne',
  'gte',
  'lte',
  'between',
  'in_last_days',
  'in_next_days',
  'in_period',
  'anniversary_in_next_days',
  'anniversary_in_period',
  'is_set',
  'is_not_set',
]

export function AttributeEditor({ leaf, onChange }: EditorProperties<LeafOf<'attribute'>>) {
  const { t } = useTranslation()
  const { catalogue } = useEditing()
  const own = !customerAttributes.some((name) => name === leaf.attribute)
  const copy = [...catalogue.tags.values()].find(({ definition }) =>
    copiesAttribute(definition, leaf.attribute),
  )
  const ordered = ['gt', 'gte', 'lt', 'lte', 'between'].includes(leaf.op)
  const type = own
    ? (copy?.type ?? (ordered ? 'date' : typeOfValue(leaf)))
    : isDateAttribute(leaf.attribute)
      ? 'date'
      : 'string'
  return (
    <>
      {own && (
        <ChoiceInput
          className="bn-value-text"
          label={t('rules.picker.otherAttribute')}
          value={leaf.attribute}
          choices={catalogue.known.attributes.map((name) => ({ value: name, title: name }))}
          onChange={(attribute) => onChange({ ...leaf, attribute })}
        />
      )}
      <ComparisonInput
        type={type}
        tag={copy?.key}
        comparison={leaf}
        {...(own && copy === undefined ? { only: ownOperators } : {})}
        onChange={(comparison, field) =>
          onChange({ kind: 'attribute', attribute: leaf.attribute, ...comparison }, field)
        }
      />
    </>
  )
}

export function SegmentEditor({ leaf, onChange }: EditorProperties<LeafOf<'segment'>>) {
  const { t } = useTranslation()
  const format = useFormats()
  const { catalogue } = useEditing()
  return (
    <NamedSelect
      label={t('understand.segments.segment')}
      value={leaf.segment}
      options={catalogue.segments.map(({ key, name, snapshot }) => ({
        value: key,
        label: format.name(name),
        note: snapshot === null ? t('understand.segments.neverTaken') : format.count(snapshot.customers),
      }))}
      onChange={(segment) => onChange({ ...leaf, segment })}
    />
  )
}

export function ListEditor({ leaf, onChange }: EditorProperties<LeafOf<'list'>>) {
  const { t } = useTranslation()
  const format = useFormats()
  const { catalogue } = useEditing()
  return (
    <NamedSelect
      label={t('rules.kinds.list')}
      value={leaf.list}
      options={catalogue.lists.map(({ key, name, customers }) => ({
        value: key,
        label: format.name(name),
        note: format.count(customers),
      }))}
      onChange={(list) => onChange({ ...leaf, list })}
    />
  )
}

export function CustomersEditor({ leaf, onChange }: EditorProperties<LeafOf<'customers'>>) {
  const { t } = useTranslation()
  return (
    <Select
      mode="tags"
      open={false}
      suffixIcon={null}
      aria-label={t('rules.kinds.customers')}
      className="bn-value-many"
      placeholder={t('rules.customersPlaceholder')}
      value={leaf.customers}
      maxTagCount={12}
      tokenSeparators={[',', '，', '、', ';', '\n', '\t', ' ']}
      onChange={(customers: string[]) => onChange({ ...leaf, customers }, 'customers')}
    />
  )
}

function NamedSelect(props: {
  label: string
  value: string
  options: readonly { value: string; label: string; note: string }[]
  onChange: (value: string) => void
}) {
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={props.label}
      className="bn-value-name"
      placeholder={props.label}
      popupMatchSelectWidth={false}
      value={props.value === '' ? null : props.value}
      options={props.options.map((one) => ({ ...one, title: one.label }))}
      optionRender={renderSuggestion}
      onChange={(value: string | null) => props.onChange(value ?? '')}
    />
  )
}
