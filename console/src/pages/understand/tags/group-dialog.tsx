import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import { changeTagGroup, createTagGroup, type TagGroup } from '../../../api/tags.ts'
import { useTellProblem } from '../../../components/tell-problem.ts'

const sources = ['customer', 'balance', 'holding', 'ledger', 'event', 'tag', 'import', 'sql'] as const
const schedules = ['daily', 'weekly', 'monthly', 'manual'] as const

interface Values {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly source: TagGroup['source']
  readonly schedule: TagGroup['schedule']
  readonly pastKept: number
}

/** Create a tag group, or change one. */
export function GroupDialog({
  group,
  source,
  onClose,
  onSaved,
}: {
  group?: TagGroup
  /** Offer no other source. */
  source?: TagGroup['source']
  onClose: () => void
  onSaved?: (key: string) => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const save = useMutation({
    mutationFn: ({ key, zh, en, schedule, pastKept, source: reads }: Values) => {
      const body = { name: { 'zh-CN': zh, en }, schedule, pastKept }
      return group === undefined
        ? createTagGroup({ ...body, key, source: reads })
        : changeTagGroup(group.key, group.version, body)
    },
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: ['tag-groups'] })
      message.success(t('tags.saved'))
      onSaved?.(key)
      onClose()
    },
    onError: (error) => {
      const { errors, detail } = problemOf(error)
      if (errors[0]?.path === '/key') form.setFields([{ name: 'key', errors: [detail] }])
      else tellProblem(error)
    },
  })
  const required = { required: true, message: t('tags.editor.required') }
  return (
    <Modal
      open
      title={group === undefined ? t('tags.group.new') : t('tags.group.editTitle')}
      okText={t('tags.editor.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: save.isPending }}
      onCancel={onClose}
      onOk={() => void form.validateFields().then((values) => save.mutate(values))}
    >
      <Form
        name="tag-group"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          key: group?.key,
          zh: group?.name['zh-CN'],
          en: group?.name.en,
          source: group?.source ?? source,
          schedule: group?.schedule ?? 'daily',
          pastKept: group?.pastKept ?? 12,
        }}
      >
        <Form.Item
          name="key"
          label={t('tags.editor.key')}
          rules={[required, { pattern: /^[a-z][a-z0-9_]{0,63}$/, message: t('tags.editor.keyPattern') }]}
        >
          <Input disabled={group !== undefined} autoComplete="off" className="bn-code" />
        </Form.Item>
        <Form.Item name="zh" label={t('tags.editor.nameZh')} rules={[required]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="en" label={t('tags.editor.nameEn')} rules={[required]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="source" label={t('tags.source')} rules={[required]}>
          <Select
            disabled={group !== undefined || source !== undefined}
            options={sources.map((value) => ({ value, label: t(`understand.sources.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="schedule" label={t('tags.group.schedule')}>
          <Select
            options={schedules.map((value) => ({ value, label: t(`tags.group.schedules.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="pastKept" label={t('tags.group.pastKept')} rules={[required]}>
          <InputNumber min={0} max={400} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
