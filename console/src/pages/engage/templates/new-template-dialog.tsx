import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import { createTemplate, type Template, type TemplateChannel } from '../../../api/templates.ts'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { contactChannels, useChannelName } from '../channel-name.ts'
import { emptyContent } from './content-shape.ts'
import { templateCategories } from './template-status.tsx'

interface About {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly channel: TemplateChannel
  readonly category: Template['category']
}

/** The few things that must be known before the editor opens; the channel stays what it is. */
export function NewTemplateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const tellProblem = useTellProblem()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const channelName = useChannelName()
  const [form] = Form.useForm<About>()
  const create = useMutation({
    mutationFn: ({ key, zh, en, channel, category }: About) =>
      createTemplate({
        key,
        channel,
        category,
        name: { 'zh-CN': zh, en },
        description: '',
        fallback: 'zh-CN',
        defaults: {},
        content: { 'zh-CN': emptyContent(channel), en: emptyContent(channel) },
      }),
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: ['templates'] })
      await navigate({ to: '/engage/templates/$key', params: { key } })
    },
    onError: (error) => {
      const { errors, detail } = problemOf(error)
      const taken = errors.find(({ path }) => path === '/key')
      if (taken) form.setFields([{ name: 'key', errors: [detail] }])
      else tellProblem(error)
    },
  })
  return (
    <Modal
      open
      title={t('templates.create')}
      okText={t('templates.create')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<About>
        name="new-template"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ channel: 'sms', category: 'marketing' }}
        onFinish={(about) => create.mutate(about)}
      >
        <Form.Item name="channel" label={t('templates.channel')}>
          <Select options={contactChannels.map((value) => ({ value, label: channelName(value) }))} />
        </Form.Item>
        <Form.Item name="category" label={t('templates.category')}>
          <Select
            options={templateCategories.map((value) => ({
              value,
              label: t(`templates.categories.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="key"
          label={t('templates.key')}
          extra={t('templates.keyHelp')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/, message: t('templates.keyHelp') }]}
        >
          <Input className="bn-code" />
        </Form.Item>
        <Form.Item
          name="zh"
          label={t('templates.nameZh')}
          rules={[{ required: true, message: t('templates.needed') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="en"
          label={t('templates.nameEn')}
          rules={[{ required: true, message: t('templates.needed') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
