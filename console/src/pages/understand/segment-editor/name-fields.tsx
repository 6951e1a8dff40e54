import { Form, type FormInstance, Input } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { keyOf } from './key-of.ts'

const keyPattern = /^[a-z][a-z0-9_]{0,63}$/

/** Names in both languages, and the key, which follows the English name until it is typed itself. */
export function NameFields({ form, withKey = true }: { form: FormInstance; withKey?: boolean }) {
  const { t } = useTranslation()
  const typed = useRef(false)
  const required = { required: true, whitespace: true, message: t('segments.form.required') }
  return (
    <>
      <div className="bn-two">
        <Form.Item name={['name', 'zh-CN']} label={t('segments.form.nameChinese')} rules={[required]}>
          <Input autoFocus maxLength={200} />
        </Form.Item>
        <Form.Item name={['name', 'en']} label={t('segments.form.nameEnglish')} rules={[required]}>
          <Input
            maxLength={200}
            onChange={(event) => {
              if (withKey && !typed.current) form.setFieldValue('key', keyOf(event.target.value))
            }}
          />
        </Form.Item>
      </div>
      {withKey && (
        <Form.Item
          name="key"
          label={t('segments.form.key')}
          extra={t('segments.form.keyHelp')}
          rules={[required, { pattern: keyPattern, message: t('segments.form.badKey') }]}
        >
          <Input
            className="bn-code"
            maxLength={64}
            onChange={() => {
              typed.current = true
            }}
          />
        </Form.Item>
      )}
    </>
  )
}
