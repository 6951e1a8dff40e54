import { DeleteOutlined, EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { estimateQuery, type RuleJson } from '../../../api/rules.ts'
import { useFormats } from '../../../app/format.ts'
import { useLanguage } from '../../../app/language.ts'
import { RuleDialog } from '../../understand/rule-builder/rule-dialog.tsx'
import type { RuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'

interface Properties {
  readonly label: string
  readonly value: RuleJson | null
  readonly catalogue: RuleCatalogue
  /** Said while there is no rule. */
  readonly empty: string
  readonly onChange: (rule: RuleJson | null) => void
}

/** A rule in words, opened in the rule builder. */
export function RuleField({ label, value, catalogue, empty, onChange }: Properties) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const known = value !== null && Object.keys(value).length > 0
  return (
    <>
      <Space.Compact block>
        <Button
          block
          className="bn-metric-rule"
          aria-label={label}
          icon={<EditOutlined />}
          onClick={() => setEditing(true)}
        >
          {known ? <RuleWords rule={value} /> : empty}
        </Button>
        {known && (
          <Button icon={<DeleteOutlined />} aria-label={t('metrics.remove')} onClick={() => onChange(null)} />
        )}
      </Space.Compact>
      {editing && (
        <RuleDialog
          title={label}
          okText={t('metrics.form.useRule')}
          editor="metric"
          value={known ? value : undefined}
          catalogue={catalogue}
          onSave={(rule) => {
            setEditing(false)
            onChange(rule)
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  )
}

function RuleWords({ rule }: { rule: RuleJson }) {
  const language = useLanguage()
  const format = useFormats()
  const { t } = useTranslation()
  const { data } = useQuery(estimateQuery(rule, 'metric', 'words'))
  if (data === undefined) return <span>…</span>
  return (
    <span>
      {data.sentence[language]}{' '}
      <small className="bn-quiet">
        {t('metrics.form.customers', { count: format.count(data.customers) })}
      </small>
    </span>
  )
}
