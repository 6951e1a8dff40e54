import { Alert, Form, Input, Modal, Select } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import type { Every } from '../segment-parts/schedule-start.ts'
import { NameFields } from './name-fields.tsx'

export interface SegmentNaming {
  readonly key: string
  readonly name: { 'zh-CN': string; en: string }
  readonly description: string
  /** How often a snapshot is taken by itself; asked for when a rule is saved first. */
  readonly every?: Every
}

interface Properties {
  readonly title: string
  /** Without, a new segment is named: with its key. */
  readonly start?: Omit<SegmentNaming, 'key'>
  readonly asksForSchedule?: boolean
  readonly saving: boolean
  readonly error: unknown
  readonly onSave: (naming: SegmentNaming) => void
  readonly onClose: () => void
}

/** Key, names in both languages and description of a segment. */
export function SaveDialog({
  title,
  start,
  asksForSchedule = false,
  saving,
  error,
  onSave,
  onClose,
}: Properties) {
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
        initialValues={start ?? { description: '', every: 'none' }}
        onFinish={(values) => onSave({ ...values, description: values.description ?? '' })}
      >
        <NameFields form={form} withKey={start === undefined} />
        <Form.Item name="description" label={t('segments.form.description')}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
        {asksForSchedule && (
          <Form.Item name="every" label={t('segments.form.schedule')}>
            <Select
              options={(['none', 'day', 'week', 'month'] as const).map((value) => ({
                value,
                label: t(`segments.schedule.${value}`),
              }))}
            />
          </Form.Item>
        )}
        {problem !== undefined && (
          <Alert type="error" showIcon title={problem.detail === '' ? problem.title : problem.detail} />
        )}
        {/* Enter in any field saves. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  )
}
