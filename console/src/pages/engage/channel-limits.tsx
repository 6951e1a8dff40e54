import { useQueryClient } from '@tanstack/react-query'
import { Form, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Channel, saveChannelLimits } from '../../api/channels.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'

interface Values {
  hourlyLimit: number | null
  outboxLimit: number | null
  costMicros: number | null
}

/** What a channel may carry in an hour, how many messages may wait for it, and what a message costs. */
export function ChannelLimits({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [error, setError] = useState<unknown>()
  const save = async ({ hourlyLimit, outboxLimit, costMicros }: Values): Promise<void> => {
    try {
      await saveChannelLimits(channel, {
        hourlyLimit: hourlyLimit ?? null,
        outboxLimit: outboxLimit ?? null,
        costMicros: Math.round((costMicros ?? 0) * 1e6),
      })
      await client.invalidateQueries({ queryKey: ['channels'] })
      onClose()
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <Modal
      open
      title={t('channels.limits.title')}
      okText={t('channels.form.save')}
      cancelText={t('common.cancel')}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemAlert error={error} />
      <Form<Values>
        form={form}
        layout="vertical"
        onFinish={(values) => void save(values)}
        initialValues={{
          hourlyLimit: channel.hourlyLimit,
          outboxLimit: channel.outboxLimit,
          costMicros: channel.costMicros / 1e6,
        }}
      >
        <Form.Item name="hourlyLimit" label={t('channels.limits.hourly')}>
          <InputNumber
            min={1}
            max={1_000_000_000}
            placeholder={t('channels.noLimit')}
            style={{ width: 240 }}
          />
        </Form.Item>
        <Form.Item
          name="outboxLimit"
          label={t('channels.limits.outbox')}
          extra={t('channels.limits.outboxHint')}
        >
          <InputNumber
            min={1}
            max={1_000_000_000}
            placeholder={t('channels.noLimit')}
            style={{ width: 240 }}
          />
        </Form.Item>
        <Form.Item name="costMicros" label={t('channels.limits.cost')}>
          <InputNumber min={0} max={1000} step={0.001} style={{ width: 240 }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
