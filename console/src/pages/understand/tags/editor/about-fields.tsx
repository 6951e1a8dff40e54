import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type TagDetail, tagClassesQuery } from '../../../../api/tags.ts'
import { Panel } from '../../../../components/page.tsx'

/** What a form of a tag holds besides its definition. */
export interface About {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly description: string
  readonly unit: string
  readonly class: string
  readonly subclass: string
  readonly owner: string
  readonly freshHours?: number | null
  readonly organisation?: string
  readonly status: TagDetail['status']
  readonly group?: string
}

const distinct = (values: readonly string[] | undefined) =>
  [...new Set(values ?? [])].filter((value) => value !== '').map((value) => ({ value }))
const matches = (typed: string, option: { value: string } | undefined) =>
  option?.value.toLowerCase().includes(typed.toLowerCase()) ?? false

/** What a tag is called and who answers for it. */
export function AboutFields({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation()
  const classes = useQuery(tagClassesQuery)
  const required = { required: true, message: t('tags.editor.required') }
  return (
    <Panel title={t('tags.editor.about')}>
      <div className="bn-fields">
        <Form.Item
          name="key"
          label={t('tags.editor.key')}
          tooltip={t('tags.editor.keyHelp')}
          rules={[required, { pattern: /^[a-z][a-z0-9_]{0,63}$/, message: t('tags.editor.keyPattern') }]}
        >
          <Input disabled={!isNew} autoComplete="off" className="bn-code" />
        </Form.Item>
        <Form.Item name="zh" label={t('tags.editor.nameZh')} rules={[required]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="en" label={t('tags.editor.nameEn')} rules={[required]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="description" label={t('tags.editor.description')} className="bn-field-wide">
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
        </Form.Item>
        <Form.Item name="class" label={t('tags.class')}>
          <AutoComplete
            showSearch={{ filterOption: matches }}
            options={distinct(classes.data?.classes.map((one) => one.class))}
          />
        </Form.Item>
        <Form.Item name="subclass" label={t('tags.subclass')}>
          <AutoComplete
            showSearch={{ filterOption: matches }}
            options={distinct(classes.data?.classes.map((one) => one.subclass))}
          />
        </Form.Item>
        <Form.Item name="owner" label={t('tags.owner')}>
          <AutoComplete showSearch={{ filterOption: matches }} options={distinct(classes.data?.owners)} />
        </Form.Item>
        <Form.Item name="unit" label={t('tags.editor.unit')}>
          <Input autoComplete="off" maxLength={40} />
        </Form.Item>
        <Form.Item name="freshHours" label={t('tags.editor.freshHours')}>
          <InputNumber min={1} max={9000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="organisation" label={t('tags.editor.organisation')}>
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        <Form.Item name="status" label={t('tags.status')}>
          <Select
            options={(['active', 'draft'] as const).map((value) => ({
              value,
              label: t(`tags.statuses.${value}`),
            }))}
          />
        </Form.Item>
      </div>
    </Panel>
  )
}
