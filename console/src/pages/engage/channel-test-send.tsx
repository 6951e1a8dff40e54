import { Alert, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Channel, type ChannelRoute, testRoute } from '../../api/channels.ts'
import { problemOf } from '../../api/problem.ts'
import { useDeliveryWords } from './delivery-words.ts'

interface Values {
  address: string
  language: 'zh-CN' | 'en'
  subject: string
  body: string
}

/** Try a route with a message to an address of one's own. */
export function ChannelTestSend(props: { channel: Channel; route: ChannelRoute; onClose: () => void }) {
  const { t } = useTranslation()
  const say = useDeliveryWords()
  const [form] = Form.useForm<Values>()
  const [sending, setSending] = useState(false)
  const [answer, setAnswer] = useState<{ good: boolean; text: string }>()
  const send = async (values: Values): Promise<void> => {
    setSending(true)
    setAnswer(undefined)
    try {
      const { status, detail, message } = await testRoute(props.channel.channel, props.route.id, values)
      const said = [t(`channels.test.statuses.${status}`), say(detail), message ?? ''].filter(
        (one) => one !== '',
      )
      setAnswer({ good: status === 'sent' || status === 'pending', text: said.join(' · ') })
    } catch (error) {
      const { detail, title } = problemOf(error)
      setAnswer({ good: false, text: detail === '' ? title : say(detail) })
    } finally {
      setSending(false)
    }
  }
  return (
    <Modal
      open
      title={t('channels.test.title')}
      onCancel={props.onClose}
      footer={
        <Button type="primary" loading={sending} onClick={() => form.submit()}>
          {t('channels.test.send')}
        </Button>
      }
    >
      <p>{t('channels.test.lead')}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        onFinish={(values) => void send(values)}
        initialValues={{ address: '', language: 'zh-CN', subject: '', body: t('channels.test.example') }}
      >
        <Form.Item name="address" label={t('channels.test.address')}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="language" label={t('channels.test.language')}>
          <Select
            options={[
              { value: 'zh-CN', label: '简体中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
        <Form.Item name="subject" label={t('channels.test.subject')}>
          <Input />
        </Form.Item>
        <Form.Item name="body" label={t('channels.test.body')} rules={[{ required: true }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
      {answer && <Alert showIcon type={answer.good ? 'success' : 'error'} title={answer.text} />}
    </Modal>
  )
}
