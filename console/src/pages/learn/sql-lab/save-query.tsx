import { Checkbox, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

export interface QueryName {
  readonly name: string
  readonly description: string
  readonly shared: boolean
}

/** Asks for a name, and whether others see the statement. */
export function SaveQuery(props: {
  start: QueryName
  saving: boolean
  error: Error | null
  onSave: (values: QueryName) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [form] = Form.useForm<QueryName>()
  return (
    <Modal
      open
      title={t('sqlLab.save')}
      okText={t('sqlLab.save')}
      cancelText={t('common.cancel')}
      confirmLoading={props.saving}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={props.error} />
      <Form<QueryName>
        form={form}
        layout="vertical"
        size="small"
        initialValues={props.start}
        onFinish={props.onSave}
      >
        <Form.Item
          name="name"
          label={t('sqlLab.name')}
          rules={[{ required: true, whitespace: true, max: 100, message: t('sqlLab.nameNeeded') }]}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="description" label={t('sqlLab.description')}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" extra={t('sqlLab.shareHelp')}>
          <Checkbox>{t('sqlLab.share')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
