import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TemplateInput } from '../../../api/templates.ts'

const named = /\{\{-?\s*([a-z_]+(?:\.[A-Za-z0-9_$]+)*)|[:|]\s*([a-z_]+\.[A-Za-z0-9_$.]+)/g

/** The variables that the texts name. */
function variablesIn(draft: TemplateInput): string[] {
  const text = JSON.stringify(draft.content)
  return [...new Set([...text.matchAll(named)].map(([, first, second]) => first ?? second ?? ''))].filter(
    Boolean,
  )
}

/** What stands for a variable that a customer has no value of. */
export function DefaultValues(props: {
  draft: TemplateInput
  disabled: boolean
  onChange: (defaults: TemplateInput['defaults']) => void
}) {
  const { draft, disabled, onChange } = props
  const { t } = useTranslation()
  const { defaults } = draft
  const free = variablesIn(draft).filter((path) => defaults[path] === undefined)
  return (
    <fieldset className="bn-defaults">
      <legend>{t('templates.defaults.title')}</legend>
      {Object.entries(defaults).map(([path, value]) => (
        <div key={path} className="bn-defaults-row">
          <code>{path}</code>
          {(['zh-CN', 'en'] as const).map((language) => (
            <Input
              key={language}
              value={value[language] ?? ''}
              disabled={disabled}
              maxLength={200}
              placeholder={t(`templates.language.${language}`)}
              aria-label={`${path} ${t(`templates.language.${language}`)}`}
              onChange={({ target }) =>
                onChange({ ...defaults, [path]: { ...value, [language]: target.value } })
              }
            />
          ))}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            disabled={disabled}
            aria-label={t('templates.removeField', { name: path })}
            onClick={() => {
              onChange(Object.fromEntries(Object.entries(defaults).filter(([one]) => one !== path)))
            }}
          />
        </div>
      ))}
      {!disabled && (
        <Select
          value={null}
          placeholder={t('templates.defaults.add')}
          aria-label={t('templates.defaults.add')}
          style={{ minWidth: 220 }}
          options={free.map((value) => ({ value, label: value }))}
          notFoundContent={t('templates.defaults.none')}
          onChange={(path: string | null) => {
            if (path !== null) onChange({ ...defaults, [path]: { 'zh-CN': '', en: '' } })
          }}
        />
      )}
    </fieldset>
  )
}
