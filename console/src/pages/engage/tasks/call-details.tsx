import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Descriptions, Form, Input, Radio, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Call, type CallOutcome, recordCall } from '../../../api/tasks.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { CustomerLink } from './customer-link.tsx'

const outcomes = [
  'reached',
  'interested',
  'not_interested',
  'no_answer',
  'wrong_number',
  'no_more_calls',
] as const satisfies readonly CallOutcome[]

/** What to say, and how it went. */
export function CallDetails({ call, onDone }: { call: Call; onDone: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const record = useMutation({
    mutationFn: ({ outcome, note = '' }: { outcome: CallOutcome; note?: string }) =>
      recordCall(call.id, outcome, note),
    onSuccess: async () => {
      message.success(t('tasks.calls.noted'))
      onDone()
      await queries.invalidateQueries({ queryKey: ['calls'] })
    },
    onError: tellProblem,
  })
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'customer',
            label: t('tasks.customer'),
            children: (
              <Space>
                <CustomerLink number={call.customerNumber} />
                {call.name}
                <span className="bn-code">{call.phone}</span>
              </Space>
            ),
          },
          { key: 'about', label: t('tasks.calls.about'), children: call.title === '' ? '—' : call.title },
          { key: 'due', label: t('tasks.due'), children: format.day(call.dueOn) },
          { key: 'manager', label: t('tasks.manager'), children: call.manager === '' ? '—' : call.manager },
          { key: 'caller', label: t('tasks.calls.caller'), children: call.caller === '' ? '—' : call.caller },
        ]}
      />
      <h2 className="bn-section" style={{ padding: '8px 0' }}>
        {t('tasks.calls.script')}
      </h2>
      <p className="bn-sentence" style={{ whiteSpace: 'pre-wrap' }}>
        {call.script}
      </p>
      {call.status !== 'open' || call.outcome !== null ? (
        <p className="bn-quiet">
          {call.outcome !== null && t(`tasks.calls.outcomes.${call.outcome}`)} {call.note}
        </p>
      ) : null}
      {call.status === 'open' && mayWrite && (
        <Form layout="vertical" onFinish={(values) => record.mutate(values)}>
          <Form.Item
            name="outcome"
            label={t('tasks.calls.outcome')}
            rules={[{ required: true, message: t('tasks.calls.outcomeNeeded') }]}
          >
            <Radio.Group
              options={outcomes.map((value) => ({ value, label: t(`tasks.calls.outcomes.${value}`) }))}
            />
          </Form.Item>
          <Form.Item
            noStyle
            shouldUpdate={(before: { outcome?: string }, after: { outcome?: string }) =>
              before.outcome !== after.outcome
            }
          >
            {({ getFieldValue }) =>
              outcomes
                .filter((one) => one === getFieldValue('outcome'))
                .filter((one) => one === 'no_answer' || one === 'no_more_calls')
                .map((one) => (
                  <p key={one} className="bn-quiet">
                    {t(`tasks.calls.means.${one}`)}
                  </p>
                ))
            }
          </Form.Item>
          <Form.Item name="note" label={t('tasks.calls.note')}>
            <Input.TextArea maxLength={1000} rows={3} showCount />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={record.isPending}>
            {t('tasks.calls.save')}
          </Button>
        </Form>
      )}
    </>
  )
}
