import { Form, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

export type TrialKind = 'dryRun' | 'simulation'

/** What a dialog that asks for a trial is told to do at its end. */
export interface AskTrial {
  readonly onClose: () => void
  readonly onStarted: (id: string) => void
}

/** Asks how a draft is to be tried out; `children` are the fields. */
export function TrialDialog<Values extends object>(props: {
  kind: TrialKind
  initial: Values
  starting: boolean
  error: Error | null
  onStart: (values: Values) => void
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const { kind, initial, starting, error, onStart, onClose, children } = props
  return (
    <Modal
      open
      title={t(`journeys.${kind}.start`)}
      okText={t(`journeys.${kind}.start`)}
      cancelText={t('common.cancel')}
      confirmLoading={starting}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
      width={620}
    >
      <p>{t(`journeys.${kind}.help`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={onStart}>
        {children}
        <ProblemAlert error={error} />
      </Form>
    </Modal>
  )
}
