import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Select, Space } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { contactChannels } from '../engage/channel-name.ts'
import { categories } from './policy-values.ts'

/** A list of rules of one kind, each on one line with its fields. */
export function RuleList(props: {
  name: string
  add: string
  empty: string
  blank: object
  disabled: boolean
  children: (field: number) => ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Form.List name={props.name}>
      {(fields, { add, remove }) => (
        <>
          {fields.length === 0 && <p className="bn-quiet">{props.empty}</p>}
          {fields.map(({ key, name }) => (
            <Space key={key} wrap align="start" style={{ display: 'flex', marginBottom: 8 }}>
              {props.children(name)}
              {!props.disabled && (
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('decide.policy.remove')}
                  onClick={() => remove(name)}
                />
              )}
            </Space>
          ))}
          {!props.disabled && (
            <Button size="small" icon={<PlusOutlined />} onClick={() => add(props.blank)}>
              {props.add}
            </Button>
          )}
        </>
      )}
    </Form.List>
  )
}

/** Which channels and categories a rule is about. */
export function ScopeFields({ field }: { field: number }) {
  const { t } = useTranslation()
  return (
    <Space wrap>
      <Form.Item name={[field, 'channels']} noStyle>
        <Select
          mode="multiple"
          maxTagCount={2}
          style={{ minWidth: 170 }}
          aria-label={t('decide.policy.channels')}
          placeholder={t('decide.policy.everyChannel')}
          options={contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name={[field, 'categories']} noStyle>
        <Select
          mode="multiple"
          maxTagCount={2}
          style={{ minWidth: 160 }}
          aria-label={t('decide.policy.categories')}
          placeholder={t('decide.policy.everyCategory')}
          options={categories.map((value) => ({ value, label: t(`decide.categories.${value}`) }))}
        />
      </Form.Item>
    </Space>
  )
}

export function ActionField({ field }: { field: number }) {
  const { t } = useTranslation()
  return (
    <Form.Item name={[field, 'action']} noStyle>
      <Select
        style={{ width: 150 }}
        aria-label={t('decide.policy.action')}
        options={(['hold', 'drop'] as const).map((value) => ({ value, label: t(`decide.actions.${value}`) }))}
      />
    </Form.Item>
  )
}
