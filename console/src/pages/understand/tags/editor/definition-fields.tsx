import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { allTagsQuery } from '../../../../api/tags.ts'
import { useFormats } from '../../../../app/format.ts'
import type { FieldSchema } from './json-schema.ts'

type Value = Readonly<Record<string, unknown>>
/** What the server says is wrong, by the path of the field. */
export type Wrong = ReadonlyMap<string, string>

const tagFields = new Set(['tag', 'features', 'outcome', 'recency', 'frequency', 'monetary'])
const longFields = new Set(['expression', 'query'])
const productClasses = [
  'current',
  'time_deposit',
  'wealth',
  'fund',
  'insurance',
  'card',
  'credit_card',
  'loan',
]
const fieldNames = [
  'column',
  'attribute',
  'type',
  'unit',
  'classes',
  'products',
  'statuses',
  'daysAgo',
  'days',
  'period',
  'since',
  'divisor',
  'as',
  'of',
  'base',
  'tiers',
  'name',
  'from',
  'months',
  'operations',
  'categories',
  'direction',
  'field',
  'aggregate',
  'events',
  'where',
  'property',
  'pick',
  'expression',
  'tag',
  'buckets',
  'labels',
  'recency',
  'frequency',
  'monetary',
  'features',
  'outcome',
  'horizonDays',
  'retrainDays',
  'query',
] as const

/** One input for every field of a kind, as its published schema says. */
export function DefinitionFields({
  schema,
  value,
  onChange,
  wrong,
}: {
  schema: FieldSchema
  value: Value
  onChange: (value: Value) => void
  wrong: Wrong
}) {
  const { t } = useTranslation()
  const label = (name: string) => {
    const known = fieldNames.find((one) => one === name)
    return known === undefined ? name : t(`tags.fields.${known}`)
  }
  return (
    <div className="bn-fields">
      {Object.entries(schema.properties ?? {})
        .filter(([, field]) => field.const === undefined)
        .map(([name, field]) => {
          const problem = wrong.get(`/definition/${name}`)
          const wide = longFields.has(name) || name === 'features' || isList(field)
          return (
            <Form.Item
              key={name}
              className={wide ? 'bn-field-wide' : ''}
              label={label(name)}
              htmlFor={`definition-${name}`}
              required={(schema.required ?? []).includes(name) && field.default === undefined}
              validateStatus={problem === undefined ? '' : 'error'}
              help={problem}
            >
              <Field
                id={`definition-${name}`}
                name={name}
                label={label(name)}
                field={field}
                value={value[name]}
                onChange={(changed) => onChange({ ...value, [name]: changed })}
                labelOf={label}
              />
            </Form.Item>
          )
        })}
    </div>
  )
}

const isList = (field: FieldSchema) => field.type === 'array' && field.items?.type !== 'string'

interface FieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly field: FieldSchema
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly labelOf: (name: string) => string
}

function Field(props: FieldProps) {
  const { t, i18n } = useTranslation()
  const { id, name, label, field, value, onChange } = props
  if (tagFields.has(name)) return <TagField {...props} />
  if (field.enum)
    return (
      <Select
        id={id}
        aria-label={label}
        allowClear={field.default === undefined}
        value={value ?? field.default ?? null}
        options={field.enum.map((one) => ({
          value: one,
          label: i18n.exists(`tags.options.${one}`) ? t(`tags.options.${one}` as 'tags.options.sum') : one,
        }))}
        onChange={onChange}
      />
    )
  if (field.type === 'integer' || field.type === 'number')
    return (
      <InputNumber
        id={id}
        style={{ width: '100%' }}
        value={typeof value === 'number' ? value : null}
        placeholder={field.default === undefined ? '' : String(field.default)}
        min={field.minimum ?? Number.MIN_SAFE_INTEGER}
        max={field.maximum ?? Number.MAX_SAFE_INTEGER}
        {...(field.type === 'integer' ? { precision: 0 } : {})}
        onChange={onChange}
      />
    )
  if (field.type === 'boolean')
    return <Switch id={id} checked={value === true} onChange={onChange} aria-label={label} />
  if (field.type === 'array' && field.items?.type === 'string')
    return (
      <Select
        id={id}
        mode="tags"
        aria-label={label}
        value={Array.isArray(value) ? value : []}
        placeholder={Array.isArray(field.default) ? field.default.join(', ') : ''}
        tokenSeparators={[',', '，']}
        options={
          name === 'classes' || name === 'of' ? productClasses.map((one) => ({ value: one, label: one })) : []
        }
        onChange={onChange}
      />
    )
  if (field.type === 'array' && field.items?.properties) return <RowsField {...props} item={field.items} />
  if (field.type === 'string')
    return longFields.has(name) ? (
      <Input.TextArea
        id={id}
        className="bn-code"
        autoSize={{ minRows: 3, maxRows: 16 }}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value)}
      />
    ) : (
      <Input
        id={id}
        autoComplete="off"
        {...(field.format === 'date' ? { type: 'date' } : {})}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value)}
      />
    )
  return <JsonField {...props} />
}

function TagField({ id, label, field, value, onChange }: FieldProps) {
  const format = useFormats()
  const tags = useQuery(allTagsQuery)
  const options = (tags.data ?? []).map((tag) => ({
    value: tag.key,
    label: `${format.name(tag.name)} · ${tag.key}`,
  }))
  const shared = {
    id,
    'aria-label': label,
    showSearch: { optionFilterProp: 'label' },
    loading: tags.isPending,
    options,
  } as const
  return field.type === 'array' ? (
    <Select {...shared} mode="multiple" value={Array.isArray(value) ? value : []} onChange={onChange} />
  ) : (
    <Select {...shared} value={typeof value === 'string' ? value : null} onChange={onChange} />
  )
}

/** Objects of one shape, such as tiers: a row of inputs each. */
function RowsField({ id, value, onChange, item, labelOf }: FieldProps & { item: FieldSchema }) {
  const { t } = useTranslation()
  const rows = Array.isArray(value) ? (value as Value[]) : []
  const fields = Object.entries(item.properties ?? {})
  return (
    <div className="bn-rows">
      {rows.map((row, i) => (
        <div key={i}>
          {fields.map(([name, field]) => (
            <Field
              key={name}
              id={`${id}-${i}-${name}`}
              name={name}
              label={`${labelOf(name)} ${i + 1}`}
              field={field}
              value={row[name]}
              onChange={(changed) =>
                onChange(rows.map((one, at) => (at === i ? { ...one, [name]: changed } : one)))
              }
              labelOf={labelOf}
            />
          ))}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`${t('tags.editor.remove')} ${i + 1}`}
            onClick={() => onChange(rows.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...rows, {}])}>
        {t('tags.editor.add')}
      </Button>
    </div>
  )
}

/** What no input is made for is written as JSON. */
function JsonField({ id, label, value, onChange }: FieldProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value))
  const [broken, setBroken] = useState(false)
  return (
    <>
      <Input.TextArea
        id={id}
        aria-label={label}
        className="bn-code"
        autoSize={{ minRows: 2, maxRows: 10 }}
        placeholder='[{ "property": "amount", "op": "gte", "value": 100 }]'
        status={broken ? 'error' : ''}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          try {
            onChange(target.value.trim() === '' ? undefined : JSON.parse(target.value))
            setBroken(false)
          } catch {
            setBroken(true)
          }
        }}
      />
      {broken && <span role="alert">{t('tags.editor.jsonWrong')}</span>}
    </>
  )
}
