import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Content, TemplateChannel } from '../../../api/templates.ts'
import { type ContentField, fieldsOf, textAt, withText } from './content-shape.ts'

/** Where a variable would be put in. */
export interface Caret {
  readonly path: readonly string[]
  readonly offset: number
}

interface Properties {
  readonly channel: TemplateChannel
  readonly content: Content
  readonly disabled: boolean
  readonly onChange: (content: Content) => void
  readonly onCaret: (caret: Caret) => void
}

export function ContentFields(props: Properties) {
  const { channel, content, disabled, onChange, onCaret } = props
  const { t } = useTranslation()
  return (
    <div className="bn-template-fields">
      <Shape {...props} />
      {fieldsOf(channel, content).map((field) => (
        <Field
          key={field.path.join('/')}
          field={field}
          value={textAt(content, field.path)}
          disabled={disabled}
          onChange={(value) => onChange(withText(content, field.path, value))}
          onCaret={onCaret}
          {...(field.path[0] === 'fields' || field.label === 'suggestion'
            ? { onRemove: () => onChange(without(content, field.path)) }
            : {})}
        />
      ))}
      {channel === 'mini_program' && !disabled && (
        <NewField
          onAdd={(name) => onChange(withText(content, ['fields', name], textAt(content, ['fields', name])))}
        />
      )}
      {channel === 'five_g' && !disabled && listOf(content['suggestions']).length < 4 && (
        <Button
          icon={<PlusOutlined />}
          onClick={() =>
            onChange({ ...content, suggestions: [...listOf(content['suggestions']), { label: '', url: '' }] })
          }
        >
          {t('templates.addSuggestion')}
        </Button>
      )}
    </div>
  )
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Without a field of a mini-program message, or a suggestion of a 5G message. */
function without(content: Content, [list = '', name = '']: readonly string[]): Content {
  const held: unknown = content[list]
  if (Array.isArray(held)) return { ...content, [list]: held.filter((_, i) => String(i) !== name) }
  const entries = typeof held === 'object' && held !== null ? Object.entries(held) : []
  return { ...content, [list]: Object.fromEntries(entries.filter(([one]) => one !== name)) }
}

/** Choices that decide which texts there are. */
function Shape({ channel, content, disabled, onChange }: Properties) {
  const { t } = useTranslation()
  if (channel === 'wecom') {
    return (
      <Segmented
        disabled={disabled}
        value={content['type'] === 'card' ? 'card' : 'text'}
        options={(['text', 'card'] as const).map((value) => ({
          value,
          label: t(`templates.shapes.${value}`),
        }))}
        onChange={(type) =>
          onChange(
            type === 'card'
              ? { type, title: '', description: textAt(content, ['text']), url: '', button: '' }
              : { type, text: textAt(content, ['description']) },
          )
        }
      />
    )
  }
  if (channel === 'webhook') {
    return (
      <Segmented
        disabled={disabled}
        value={content['format'] === 'text' ? 'text' : 'json'}
        options={(['json', 'text'] as const).map((value) => ({
          value,
          label: t(`templates.shapes.${value}`),
        }))}
        onChange={(format) => onChange({ ...content, format })}
      />
    )
  }
  if (channel === 'wecom_mass') {
    return (
      <Segmented
        disabled={disabled}
        value={content['link'] === undefined ? 'text' : 'linked'}
        options={(['text', 'linked'] as const).map((value) => ({
          value,
          label: t(`templates.shapes.${value}`),
        }))}
        onChange={(shape) => {
          const others = Object.fromEntries(Object.entries(content).filter(([name]) => name !== 'link'))
          onChange(
            shape === 'text'
              ? others
              : { ...others, link: { title: '', description: '', url: '', picture: '' } },
          )
        }}
      />
    )
  }
  return null
}

function Field(props: {
  field: ContentField
  value: string
  disabled: boolean
  onChange: (value: string) => void
  onCaret: (caret: Caret) => void
  onRemove?: () => void
}) {
  const { field, value, disabled, onChange, onCaret, onRemove } = props
  const { t } = useTranslation()
  const last = field.path.at(-1) ?? ''
  const label = field.label === 'field' ? last : t(`templates.fields.${field.label}`)
  const id = `content-${field.path.join('-')}`
  const note = ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
    onCaret({ path: field.path, offset: currentTarget.selectionStart ?? currentTarget.value.length })
  const shared = {
    id,
    value,
    disabled,
    onSelect: note,
    onBlur: note,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  }
  return (
    <div className="bn-template-field">
      <label htmlFor={id}>{label}</label>
      {field.kind === 'line' ? (
        <Input
          {...shared}
          {...(onRemove === undefined || disabled
            ? {}
            : {
                suffix: (
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t('templates.removeField', { name: label })}
                    onClick={onRemove}
                  />
                ),
              })}
        />
      ) : (
        <Input.TextArea
          {...shared}
          autoSize={{ minRows: 4, maxRows: 18 }}
          {...(field.kind === 'code' ? { className: 'bn-code', spellCheck: false } : {})}
        />
      )}
    </div>
  )
}

function NewField({ onAdd }: { onAdd: (name: string) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  return (
    <Input.Search
      value={name}
      placeholder={t('templates.newField')}
      aria-label={t('templates.newField')}
      enterButton={<PlusOutlined />}
      onChange={({ target }) => setName(target.value.trim())}
      onSearch={() => {
        if (!/^[a-z_]+\d+$/.test(name)) return
        onAdd(name)
        setName('')
      }}
    />
  )
}
