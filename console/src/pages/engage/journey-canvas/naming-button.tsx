import { EditOutlined } from '@ant-design/icons'
import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyNaming } from '../../../api/journeys.ts'
import { NameFields } from '../../understand/segment-editor/name-fields.tsx'

/** Names and description of the journey; its key stays. */
export function NamingButton({
  naming,
  onChange,
}: {
  naming: JourneyNaming
  onChange: (naming: JourneyNaming) => void
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<JourneyNaming>()
  return (
    <>
      <Button
        type="text"
        size="small"
        icon={<EditOutlined />}
        aria-label={t('journeys.rename')}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Modal
          open
          title={t('journeys.rename')}
          okText={t('journeys.use')}
          cancelText={t('common.cancel')}
          onOk={form.submit}
          onCancel={() => setOpen(false)}
          destroyOnHidden
        >
          <Form
            form={form}
            layout="vertical"
            requiredMark={false}
            initialValues={naming}
            onFinish={({ name, description }) => {
              setOpen(false)
              onChange({ name, description: description ?? '' })
            }}
          >
            <NameFields form={form} withKey={false} />
            <Form.Item name="description" label={t('journeys.fields.description')}>
              <Input.TextArea rows={3} maxLength={2000} />
            </Form.Item>
          </Form>
        </Modal>
      )}
    </>
  )
}
