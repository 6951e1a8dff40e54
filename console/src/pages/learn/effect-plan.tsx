import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { computeEffect, type Effect, effectPlanQuery, type Plan, saveEffectPlan } from '../../api/effects.ts'
import { metricsQuery } from '../../api/metrics.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Panel, useMay } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { formOfPlan, kinds, planOfForm, type PlanForm } from './effect-plan-form.ts'
import { SampleSize } from './effect-size.tsx'

/** How the effect is measured, and how many customers that needs: to be said before the start. */
export function PlanTab({ effect }: { effect: Effect }) {
  const plan = useQuery(effectPlanQuery(effect.journey))
  return (
    <div className="bn-grid bn-halves">
      {plan.isError ? (
        <Panel>
          <ProblemState error={plan.error} retry={() => void plan.refetch()} />
        </Panel>
      ) : plan.data === undefined ? (
        <LoadingState />
      ) : (
        <PlanPanel
          key={plan.data.version}
          effect={effect}
          plan={plan.data.plan}
          version={plan.data.version}
        />
      )}
      <SampleSize effect={effect} />
    </div>
  )
}

function PlanPanel({ effect, plan, version }: { effect: Effect; plan: Plan; version: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const client = useQueryClient()
  const may = useMay('learn:write')
  const [form] = Form.useForm<PlanForm>()
  const [problem, setProblem] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const own = Form.useWatch('metrics', form) ?? []
  const save = async (values: PlanForm): Promise<void> => {
    setSaving(true)
    try {
      await saveEffectPlan(effect.journey, version, planOfForm(values, plan))
      setProblem(undefined)
      void message.success(t('learn.effect.plan.saved'))
      await computeEffect(effect.journey)
      await client.invalidateQueries({ queryKey: ['effects'] })
    } catch (error) {
      setProblem(error)
    } finally {
      setSaving(false)
    }
  }
  const builtIn = effect.metrics
    .filter(({ key }) => key === 'conversion' || key === 'aum' || key === 'revenue')
    .map(({ key, name }) => ({ value: key, label: format.name(name) }))
  const ownChoices = own.flatMap((metric) =>
    metric?.key ? [{ value: metric.key, label: metric.nameEn || metric.key }] : [],
  )
  return (
    <Panel title={t('learn.effect.plan.title')}>
      <p className="bn-quiet">{t('learn.effect.plan.hint')}</p>
      <ProblemAlert error={problem} />
      <Form<PlanForm>
        form={form}
        layout="vertical"
        disabled={!may}
        initialValues={formOfPlan(plan)}
        onFinish={(values) => void save(values)}
      >
        <div className="bn-grid" style={{ gridTemplateColumns: '1fr 1fr', columnGap: 12, rowGap: 0 }}>
          <Form.Item name="primary" label={t('learn.effect.plan.primary')}>
            <Select
              allowClear
              placeholder={t('learn.effect.plan.primaryDefault')}
              options={[...builtIn, ...ownChoices]}
            />
          </Form.Item>
          {number(
            'plannedCustomers',
            t('learn.effect.plan.plannedCustomers'),
            { min: 100, max: 1_000_000_000, precision: 0 },
            t('learn.effect.plan.plannedHint'),
          )}
          {number(
            'winsorise',
            t('learn.effect.plan.winsorise'),
            { min: 0.9, max: 0.9999, step: 0.005 },
            t('learn.effect.plan.winsoriseHint'),
          )}
          <Form.Item name="correction" label={t('learn.effect.plan.correction')}>
            <Select
              options={(['holm', 'benjamini_hochberg'] as const).map((value) => ({
                value,
                label: t(`learn.effect.plan.${value}`),
              }))}
            />
          </Form.Item>
          {number('conversionValue', t('learn.effect.plan.conversionValue'), { min: 0, precision: 2 })}
          {number('aumMarginBasisPoints', t('learn.effect.plan.margin'), { min: 0, max: 10_000 })}
          {number('fixedCost', t('learn.effect.plan.fixedCost'), { min: 0, precision: 2 })}
        </div>
        <h3 style={{ fontSize: 13 }}>{t('learn.effect.plan.metrics')}</h3>
        <Form.List name="metrics">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <OwnMetric key={key} index={name} remove={() => remove(name)} />
              ))}
              <Button
                disabled={!may || fields.length >= 12}
                onClick={() => add({ role: 'secondary', direction: 'increase', margin: 0, kind: 'registry' })}
              >
                {t('learn.effect.plan.addMetric')}
              </Button>
            </>
          )}
        </Form.List>
        <Button type="primary" htmlType="submit" loading={saving} style={{ marginTop: 12 }}>
          {t('learn.effect.plan.save')}
        </Button>
      </Form>
    </Panel>
  )
}

const number = (name: keyof PlanForm, label: string, more: object = {}, extra?: string) => (
  <Form.Item name={name} label={label} extra={extra}>
    <InputNumber style={{ width: '100%' }} {...more} />
  </Form.Item>
)

function OwnMetric({ index, remove }: { index: number; remove: () => void }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<PlanForm>()
  const metric = Form.useWatch(['metrics', index], form)
  const kind = metric?.kind
  const field = (name: string, label: string, required = true, hidden = false) => (
    <Form.Item name={[index, name]} label={label} hidden={hidden} rules={[{ required }]}>
      <Input />
    </Form.Item>
  )
  return (
    <Card
      size="small"
      style={{ marginBottom: 8 }}
      title={metric?.key}
      extra={
        <Button size="small" type="text" danger onClick={remove}>
          {t('learn.effect.plan.remove')}
        </Button>
      }
    >
      <div className="bn-grid" style={{ gridTemplateColumns: '1fr 1fr 1fr', columnGap: 12, rowGap: 0 }}>
        <Form.Item name={[index, 'kind']} label={t('learn.effect.plan.kind')}>
          <Select options={kinds.map((value) => ({ value, label: t(`learn.effect.plan.kinds.${value}`) }))} />
        </Form.Item>
        {kind === 'registry' && <RegistryMetric index={index} />}
        <Form.Item
          name={[index, 'key']}
          label={t('learn.effect.plan.key')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9_]*$/ }]}
        >
          <Input />
        </Form.Item>
        {field('nameZh', t('learn.effect.plan.nameZh'), true, kind === 'registry')}
        {field('nameEn', t('learn.effect.plan.nameEn'), true, kind === 'registry')}
        <Form.Item name={[index, 'role']} label={t('learn.effect.plan.role')}>
          <Select
            options={(['secondary', 'guardrail'] as const).map((value) => ({
              value,
              label: t(`learn.effect.roles.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name={[index, 'direction']} label={t('learn.effect.plan.direction')}>
          <Select
            disabled={kind === 'registry'}
            options={(['increase', 'decrease'] as const).map((value) => ({
              value,
              label: t(`learn.effect.plan.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name={[index, 'margin']} label={t('learn.effect.plan.margin_of_guardrail')}>
          <InputNumber min={0} style={{ width: '100%' }} disabled={metric?.role !== 'guardrail'} />
        </Form.Item>
        {kind !== 'opt_out' && kind !== 'registry' && field('event', t('learn.effect.plan.event'))}
        {(kind === 'sum' || kind === 'ratio') &&
          field('property', t('learn.effect.plan.property'), kind === 'sum')}
        {kind === 'ratio' && field('denominator', t('learn.effect.plan.denominator'))}
      </div>
    </Card>
  )
}

/** Chosen from the registry: its name and its direction come along. */
function RegistryMetric({ index }: { index: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const form = Form.useFormInstance<PlanForm>()
  const metrics = useQuery(metricsQuery({ limit: 200 }))
  const items = metrics.data?.items ?? []
  return (
    <Form.Item
      name={[index, 'metric']}
      label={t('learn.effect.plan.registryMetric')}
      extra={t('learn.effect.plan.registryHint')}
      rules={[{ required: true }]}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        loading={metrics.isPending}
        options={items.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
        onChange={(chosen: string) => {
          const metric = items.find(({ key }) => key === chosen)
          if (metric === undefined) return
          form.setFieldValue(['metrics', index, 'key'], `of_${chosen}`.slice(0, 64))
          form.setFieldValue(['metrics', index, 'nameZh'], metric.name['zh-CN'])
          form.setFieldValue(['metrics', index, 'nameEn'], metric.name.en)
          form.setFieldValue(
            ['metrics', index, 'direction'],
            metric.direction === 'up' ? 'increase' : 'decrease',
          )
        }}
      />
    </Form.Item>
  )
}
