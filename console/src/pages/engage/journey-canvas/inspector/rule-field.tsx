import { EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleJson } from '../../../../api/rules.ts'
import { RuleDialog } from '../../../understand/rule-builder/rule-dialog.tsx'
import { useEditing } from '../editor-context.ts'

interface Properties {
  readonly title: string
  readonly value: RuleJson | undefined
  readonly onChange: (rule: RuleJson | undefined) => void
  /** A rule that may be left out can be taken away. */
  readonly optional?: boolean
}

/** A rule in a few words; a click opens the rule builder with its live count. */
export function RuleField({ title, value, onChange, optional = false }: Properties) {
  const { t } = useTranslation()
  const { names, sentences, readOnly } = useEditing()
  const [open, setOpen] = useState(false)
  const text = sentences.rule(value)
  return (
    <div className="bn-rule-field">
      <Button
        block
        icon={<EditOutlined />}
        aria-label={t('journeys.editRule', { title })}
        disabled={readOnly && value === undefined}
        onClick={() => setOpen(true)}
      >
        <span>{text === '' ? t('journeys.noRule') : text}</span>
      </Button>
      {optional && value !== undefined && !readOnly && (
        <Button type="link" size="small" onClick={() => onChange(undefined)}>
          {t('journeys.dropRule')}
        </Button>
      )}
      {open && names.catalogue !== undefined && (
        <RuleDialog
          title={title}
          value={value}
          catalogue={names.catalogue}
          editor="journey"
          okText={t('journeys.useRule')}
          readOnly={readOnly}
          onSave={(rule) => {
            setOpen(false)
            onChange(rule)
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}
