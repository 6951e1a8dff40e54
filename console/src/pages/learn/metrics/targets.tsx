import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type Metric,
  type Organisation,
  saveTargets,
  type Target,
  targetsQuery,
} from '../../../api/metrics.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'

/** What the metric is meant to reach, by period and organisation. */
export function Targets({
  metric,
  organisations,
}: {
  metric: Metric
  organisations: readonly Organisation[]
}) {
  const targets = useQuery(targetsQuery(metric.key))
  if (targets.isError) return <ProblemState error={targets.error} retry={() => void targets.refetch()} />
  if (targets.data === undefined) return <LoadingState />
  return (
    <TargetForm
      key={metric.version}
      metric={metric}
      targets={targets.data.items}
      organisations={organisations}
    />
  )
}

function TargetForm(props: {
  metric: Metric
  targets: readonly Target[]
  organisations: readonly Organisation[]
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const save = useMutation({
    mutationFn: (targets: readonly Target[]) => saveTargets(props.metric, targets),
    onSuccess: async () => {
      message.success(t('metrics.saved'))
      await queries.invalidateQueries({ queryKey: ['metrics'] })
    },
  })
  return (
    <Form
      size="small"
      disabled={!may || save.isPending}
      initialValues={{ targets: props.targets }}
      onFinish={({ targets }: { targets: Target[] }) => save.mutate(targets)}
    >
      <ProblemAlert error={save.error} />
      <Form.List name="targets">
        {(fields, { add, remove }) => (
          <>
            {fields.length === 0 && <p className="bn-quiet">{t('metrics.noTargets')}</p>}
            {fields.map(({ key, name }) => (
              <Space key={key} style={{ display: 'flex', marginBottom: 6 }}>
                <Form.Item name={[name, 'organisation']} noStyle>
                  <Select
                    aria-label={t('metrics.organisation')}
                    showSearch={{ optionFilterProp: 'label' }}
                    style={{ width: 220 }}
                    options={[
                      { value: '', label: t('metrics.bank') },
                      ...props.organisations.map(({ code, name: label }) => ({ value: code, label })),
                    ]}
                  />
                </Form.Item>
                <Form.Item name={[name, 'period']} noStyle rules={[{ required: true }]}>
                  <Input
                    aria-label={t('metrics.period')}
                    placeholder="2026-11 · 2026-Q4 · 2026"
                    style={{ width: 180 }}
                  />
                </Form.Item>
                <Form.Item name={[name, 'target']} noStyle rules={[{ required: true }]}>
                  <InputNumber aria-label={t('metrics.target')} style={{ width: 180 }} />
                </Form.Item>
                {may && (
                  <Button
                    type="text"
                    aria-label={t('metrics.remove')}
                    icon={<DeleteOutlined />}
                    onClick={() => remove(name)}
                  />
                )}
              </Space>
            ))}
            {may && (
              <Space>
                <Button icon={<PlusOutlined />} onClick={() => add({ organisation: '' })}>
                  {t('metrics.addTarget')}
                </Button>
                <Button type="primary" htmlType="submit" loading={save.isPending}>
                  {t('metrics.save')}
                </Button>
              </Space>
            )}
          </>
        )}
      </Form.List>
    </Form>
  )
}
