import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { cancelJourney, type Journey } from '../../../api/journeys.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { CancelReport } from './cancel-report.tsx'

/** Ends a journey at once, and says then what was sent and what was not. */
export function CancelDialog({ journey, onClose }: { journey: Journey; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ reason: string }>()
  const cancel = useMutation({
    mutationFn: ({ reason }: { reason: string }) => cancelJourney(journey.key, reason),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys'] }),
  })
  const done = cancel.data !== undefined
  return (
    <Modal
      open
      width={done ? 620 : 480}
      title={done ? t('journeys.cancel.report') : t('journeys.cancel.title')}
      onCancel={onClose}
      footer={
        done ? (
          <Button type="primary" onClick={onClose}>
            {t('journeys.cancel.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('journeys.cancel.keep')}</Button>
            <Button danger type="primary" loading={cancel.isPending} onClick={form.submit}>
              {t('journeys.actions.cancel')}
            </Button>
          </>
        )
      }
    >
      {done ? (
        <CancelReport journey={journey.key} />
      ) : (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={cancel.mutate}>
          <p>{t('journeys.cancel.text')}</p>
          <Form.Item
            name="reason"
            label={t('journeys.cancel.reason')}
            rules={[{ required: true, whitespace: true, message: t('journeys.cancel.reasonNeeded') }]}
          >
            <Input.TextArea autoFocus rows={2} maxLength={500} />
          </Form.Item>
          <ProblemAlert error={cancel.error} />
        </Form>
      )}
    </Modal>
  )
}
