import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Modal, Popconfirm, Select, Space, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type AlertRule,
  type AlertRuleFields,
  changeAlertRule,
  createAlertRule,
  removeAlertRule,
} from '../../../api/alerts.ts'
import { metricsQuery, organisationsQuery } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

interface Values {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly metric: string
  readonly place: string
  readonly condition: AlertRuleFields['condition']
  readonly severity: AlertRule['severity']
  readonly emails?: string[]
  readonly webhooks?: string[]
  readonly enabled: boolean
}

const levels = { $branch: 'branch', $sub_branch: 'sub_branch' } as const
const severities = ['info', 'warning', 'critical'] as const
const types = ['threshold', 'change', 'anomaly'] as const
const directions = ['up', 'down', 'either'] as const
const againsts = ['day', 'week', 'month', 'quarter'] as const

const placeOf = (scope: AlertRule['scope']): string =>
  scope === undefined ? '' : 'level' in scope ? `$${scope.level}` : scope.organisation
const scopeOf = (place: string): AlertRuleFields['scope'] => {
  const level = Object.entries(levels).find(([key]) => key === place)?.[1]
  return level === undefined ? { organisation: place } : { level }
}

/** Add or change a rule. */
export function AlertRuleForm(props: {
  rule: AlertRule | undefined
  metric: string | undefined
  close: () => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const type = Form.useWatch(['condition', 'type'], form)
  const metrics = useQuery(metricsQuery({ limit: 200 }))
  const organisations = useQuery(organisationsQuery)
  const { rule, close } = props
  const done = async (): Promise<void> => {
    message.success(t('metrics.saved'))
    await queries.invalidateQueries({ queryKey: ['alert-rules'] })
    await queries.invalidateQueries({ queryKey: ['findings'] })
    close()
  }
  const save = useMutation({
    mutationFn: ({ key, zh, en, place, emails = [], webhooks = [], ...rest }: Values) => {
      const fields = { ...rest, name: { 'zh-CN': zh, en }, scope: scopeOf(place), emails, webhooks }
      return rule === undefined
        ? createAlertRule({ key, ...fields })
        : changeAlertRule(rule.key, rule.version, fields)
    },
    onSuccess: done,
  })
  const remove = useMutation({ mutationFn: removeAlertRule, onSuccess: done })
  const direction = (
    <Form.Item name={['condition', 'direction']} label={t('alerts.direction')} rules={[{ required: true }]}>
      <Select options={directions.map((value) => ({ value, label: t(`alerts.directions.${value}`) }))} />
    </Form.Item>
  )
  return (
    <Modal
      open
      onCancel={close}
      title={t(rule === undefined ? 'alerts.new' : 'alerts.change')}
      okText={t('metrics.save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
    >
      <ProblemAlert error={save.error ?? remove.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        size="small"
        initialValues={
          rule === undefined
            ? {
                metric: props.metric,
                place: '',
                condition: { type: 'threshold', op: 'below' },
                severity: 'warning',
                enabled: true,
              }
            : {
                ...rule,
                zh: rule.name['zh-CN'],
                en: rule.name.en,
                place: placeOf(rule.scope),
              }
        }
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="key" label={t('alerts.key')} rules={[{ required: true }]}>
          <Input disabled={rule !== undefined} />
        </Form.Item>
        <Form.Item name="zh" label={t('alerts.chineseName')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="en" label={t('alerts.englishName')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="metric" label={t('alerts.metric')} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={metrics.isPending}
            options={(metrics.data?.items ?? []).map(({ key, name }) => ({
              value: key,
              label: format.name(name),
            }))}
          />
        </Form.Item>
        <Form.Item name="place" label={t('alerts.scope')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('metrics.bank') },
              { value: '$branch', label: t('alerts.everyBranch') },
              { value: '$sub_branch', label: t('alerts.everySubBranch') },
              ...(organisations.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
            ]}
          />
        </Form.Item>
        <Form.Item name={['condition', 'type']} label={t('alerts.condition')} rules={[{ required: true }]}>
          <Select options={types.map((value) => ({ value, label: t(`alerts.types.${value}`) }))} />
        </Form.Item>
        {type === 'threshold' && (
          <Space>
            <Form.Item name={['condition', 'op']} label={t('alerts.direction')} rules={[{ required: true }]}>
              <Select
                style={{ width: 120 }}
                options={(['above', 'below'] as const).map((value) => ({
                  value,
                  label: t(`alerts.ops.${value}`),
                }))}
              />
            </Form.Item>
            <Form.Item name={['condition', 'value']} label={t('metrics.value')} rules={[{ required: true }]}>
              <InputNumber style={{ width: 200 }} />
            </Form.Item>
          </Space>
        )}
        {type === 'change' && (
          <>
            {direction}
            <Form.Item
              name={['condition', 'percent']}
              label={t('alerts.percent')}
              rules={[{ required: true }]}
            >
              <InputNumber min={0.01} addonAfter="%" />
            </Form.Item>
            <Form.Item
              name={['condition', 'against']}
              label={t('alerts.againstWhat')}
              rules={[{ required: true }]}
            >
              <Select options={againsts.map((value) => ({ value, label: t(`alerts.against.${value}`) }))} />
            </Form.Item>
          </>
        )}
        {type === 'anomaly' && direction}
        <Form.Item name="severity" label={t('alerts.severity')}>
          <Select options={severities.map((value) => ({ value, label: t(`alerts.severities.${value}`) }))} />
        </Form.Item>
        <Form.Item name="emails" label={t('alerts.emails')}>
          <Select mode="tags" open={false} tokenSeparators={[',', ' ']} />
        </Form.Item>
        <Form.Item name="webhooks" label={t('alerts.webhooks')}>
          <Select mode="tags" open={false} tokenSeparators={[',', ' ']} />
        </Form.Item>
        <Form.Item name="enabled" label={t('alerts.enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
      {rule !== undefined && (
        <Popconfirm title={t('alerts.removeRule')} onConfirm={() => remove.mutate(rule)}>
          <Button danger size="small" loading={remove.isPending}>
            {t('metrics.remove')}
          </Button>
        </Popconfirm>
      )}
    </Modal>
  )
}
