import { Form, Input, InputNumber, Select, Space, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/page.tsx'
import { categories } from './policy-values.ts'

/** Suitability, rivalry between journeys and how long contacts wait. */
export function FurtherPanel() {
  const { t } = useTranslation()
  return (
    <Panel title={t('decide.policy.more')}>
      <Space wrap>
        <Form.Item
          name={['suitability', 'enforce']}
          label={t('decide.policy.suitability')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item name={['suitability', 'validMonths']} label={t('decide.policy.validMonths')}>
          <InputNumber min={1} max={120} />
        </Form.Item>
        <Form.Item name={['suitability', 'unknownDay']} label={t('decide.policy.unknownDay')}>
          <Select
            style={{ width: 140 }}
            options={(['block', 'allow'] as const).map((value) => ({
              value,
              label: t(`decide.unknownDay.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name={['arbitration', 'minutes']} label={t('decide.policy.arbitration')}>
          <InputNumber min={0} max={1440} />
        </Form.Item>
        <Form.Item name="holdAtMostHours" label={t('decide.policy.holdAtMost')}>
          <InputNumber min={1} max={720} />
        </Form.Item>
      </Space>
    </Panel>
  )
}

/** Whom the bank contacts in no journey, to tell the effect of all of them. */
export function HoldoutPanel() {
  const { t } = useTranslation()
  return (
    <Panel title={t('decide.policy.holdout')}>
      <p className="bn-quiet">{t('decide.policy.holdoutHint')}</p>
      <Space wrap>
        <Form.Item name={['globalHoldout', 'percent']} label={t('decide.policy.percent')}>
          <InputNumber min={0} max={50} step={0.5} precision={2} />
        </Form.Item>
        <Form.Item
          name={['globalHoldout', 'salt']}
          label={t('decide.policy.salt')}
          rules={[{ required: true, whitespace: true, max: 64 }]}
        >
          <Input style={{ width: 160 }} />
        </Form.Item>
        <Form.Item
          name={['globalHoldout', 'categories']}
          label={t('decide.policy.categories')}
          rules={[{ required: true }]}
        >
          <Select
            mode="multiple"
            style={{ minWidth: 200 }}
            options={categories.map((value) => ({ value, label: t(`decide.categories.${value}`) }))}
          />
        </Form.Item>
      </Space>
    </Panel>
  )
}
