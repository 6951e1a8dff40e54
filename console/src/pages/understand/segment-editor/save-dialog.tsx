import { Alert, Form, Input, Modal } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import { NameFields } from './name-fields.tsx'

export interface SegmentNaming {
  readonly key: string
  readonly name: { 'zh-CN': string; en: string }
  readonly description: string
}

interface Properties {
  readonly title: string
  /** Without, a new segment is named: with its key. */
  readonly start?: Omit<SegmentNaming, 'key'>
  readonly saving: boolean
  readonly error: unknown
  readonly onSave: (naming: SegmentNaming) => void
  readonly onClose: () => void
}

/** Key, names in both languages and description of a segment. */
export function SaveDialog({ title, start, saving, error, onSave, onClose }: Properties) {
  const { t } = useTranslation()
  const [form] = Form.useForm<SegmentNaming>()
  const problem = error === null || error === undefined ? undefined : problemOf(error)
  useEffect(() => {
    const errors = problem?.errors ?? []
    const name = (path: string) =>
      ({
        '/key': 'key',
        '/name/en': ['name', 'en'],
        '/name/zh-CN': ['name', 'zh-CN'],
        '/description': 'description',
      })[path]
    form.setFields(
      errors.flatMap(({ path, message }) => {
        const field = name(path)
        return field === undefined ? [] : [{ name: field as 'key', errors: [message] }]
      }),
    )
  }, [problem, form])
  return (
    <Modal
      open
      title={title}
      okText={t('segments.save')}
      cancelText={t('common.cancel')}
      confirmLoading={saving}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        name="segment"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={start ?? { description: '' }}
        onFinish={(values) => onSave({ ...values, description: values.description ?? '' })}
      >
        <NameFields form={form} withKey={start === undefined} />
        <Form.Item name="description" label={t('segments.form.description')}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
        {problem !== undefined && (
          <Alert type="error" showIcon title={problem.detail === '' ? problem.title : problem.detail} />
        )}
        {/* Enter in any field saves. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  )
}
