import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

/** The text of a note in both languages. */
export function NoteFields() {
  const { t } = useTranslation()
  const required = { required: true, whitespace: true, message: t('segments.form.required') }
  return (
    <>
      <Form.Item
        name={['content', 'text', 'zh-CN']}
        label={t('dashboards.textChinese')}
        extra={t('dashboards.textHelp')}
        rules={[required]}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} />
      </Form.Item>
      <Form.Item name={['content', 'text', 'en']} label={t('dashboards.textEnglish')} rules={[required]}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} />
      </Form.Item>
    </>
  )
}
