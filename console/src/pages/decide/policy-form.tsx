import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, InputNumber, Select, Space, Switch, Table, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ContactPolicy, savePolicy } from '../../api/contact-policy.ts'
import { problemOf } from '../../api/problem.ts'
import { Panel, useMay } from '../../components/page.tsx'
import { contactChannels } from '../engage/channel-name.ts'
import { ActionField, RuleList, ScopeFields } from './policy-fields.tsx'
import {
  categories,
  consentPurposes,
  excusable,
  policyOf,
  type PolicyValues,
  valuesOf,
  windows,
} from './policy-values.ts'

/** Every rule of the policy, in the order in which the gate asks. */
export function PolicyForm({ policy }: { policy: ContactPolicy }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useMay('engage:write')
  const [form] = Form.useForm<PolicyValues>()
  const save = useMutation({
    mutationFn: (values: PolicyValues) =>
      savePolicy({ ...policyOf({ ...valuesOf(policy), ...values }), version: policy.version }),
    onSuccess: async ({ version }) => {
      message.success(t('decide.policy.saved', { version }))
      await queries.invalidateQueries({ queryKey: ['contact-policy'] })
    },
  })
  const problem = save.isError ? problemOf(save.error) : undefined
  const modes = (['opt_in', 'opt_out'] as const).map((value) => ({
    value,
    label: t(`decide.modes.${value}`),
  }))
  const purposes = consentPurposes.map((value) => ({ value, label: t(`decide.purposes.${value}`) }))
  const channels = contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))
  return (
    <Form
      form={form}
      layout="vertical"
      size="small"
      disabled={!may || save.isPending}
      initialValues={valuesOf(policy)}
      onFinish={(values) => save.mutate(values)}
    >
      <Space style={{ marginBottom: 12 }}>
        <Tag>{t('decide.policy.inForce', { version: policy.version })}</Tag>
        {may && (
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('decide.policy.save')}
          </Button>
        )}
      </Space>
      {problem !== undefined && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={problem.detail}
          description={problem.errors.map(({ path, message: what }) => `${path} ${what}`).join(' · ')}
        />
      )}
      <Panel title={t('decide.policy.consent')}>
        <Space wrap>
          <Form.Item name="purpose" label={t('decide.policy.purpose')}>
            <Select style={{ width: 200 }} options={purposes} />
          </Form.Item>
          <Form.Item name="consent" label={t('decide.policy.mode')}>
            <Select style={{ width: 320 }} options={modes} />
          </Form.Item>
        </Space>
        <RuleList
          name="consentModes"
          add={t('decide.policy.addMode')}
          empty={t('decide.policy.noModes')}
          blank={{ mode: 'opt_out' }}
          disabled={!may}
        >
          {(field) => (
            <>
              <Form.Item name={[field, 'purpose']} noStyle>
                <Select
                  allowClear
                  style={{ width: 180 }}
                  placeholder={t('decide.policy.everyPurpose')}
                  options={purposes}
                />
              </Form.Item>
              <Form.Item name={[field, 'channel']} noStyle>
                <Select
                  allowClear
                  style={{ width: 180 }}
                  placeholder={t('decide.policy.everyChannel')}
                  options={channels}
                />
              </Form.Item>
              <Form.Item name={[field, 'mode']} noStyle>
                <Select style={{ width: 320 }} options={modes} />
              </Form.Item>
            </>
          )}
        </RuleList>
      </Panel>
      <Panel title={t('decide.policy.categoriesTitle')}>
        <Table
          size="small"
          pagination={false}
          rowKey={(category) => category}
          dataSource={[...categories]}
          columns={[
            {
              title: t('decide.policy.category'),
              render: (_, category) => t(`decide.categories.${category}`),
            },
            {
              title: t('decide.policy.purpose'),
              render: (_, category) => (
                <Form.Item name={['categories', category, 'purpose']} noStyle>
                  <Select
                    allowClear
                    style={{ width: 150 }}
                    placeholder={t('decide.policy.asPolicy')}
                    options={purposes}
                  />
                </Form.Item>
              ),
            },
            {
              title: t('decide.policy.mode'),
              render: (_, category) => (
                <Form.Item name={['categories', category, 'consent']} noStyle>
                  <Select
                    allowClear
                    style={{ width: 260 }}
                    placeholder={t('decide.policy.asPolicy')}
                    options={modes}
                  />
                </Form.Item>
              ),
            },
            {
              title: t('decide.policy.exempt'),
              render: (_, category) => (
                <Form.Item name={['categories', category, 'exempt']} noStyle>
                  <Select
                    mode="multiple"
                    style={{ minWidth: 240, width: '100%' }}
                    placeholder={t('common.none')}
                    options={excusable.map((value) => ({ value, label: t(`decide.excusable.${value}`) }))}
                  />
                </Form.Item>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title={t('decide.policy.caps')}>
        <RuleList
          name="caps"
          add={t('decide.policy.addCap')}
          empty={t('decide.policy.noCaps')}
          blank={{ limit: 1, window: 'day', action: 'drop' }}
          disabled={!may}
        >
          {(field) => (
            <>
              <Form.Item name={[field, 'limit']} noStyle rules={[{ required: true }]}>
                <InputNumber
                  min={1}
                  max={1000}
                  prefix={t('decide.policy.atMost')}
                  aria-label={t('decide.policy.limit')}
                />
              </Form.Item>
              <Form.Item name={[field, 'window']} noStyle>
                <Select
                  style={{ width: 170 }}
                  aria-label={t('decide.policy.window')}
                  options={windows.map((value) => ({ value, label: t(`decide.windows.${value}`) }))}
                />
              </Form.Item>
              <Form.Item noStyle dependencies={[['caps', field, 'window']]}>
                {({ getFieldValue }) =>
                  ['days', 'hours'].includes(String(getFieldValue(['caps', field, 'window']))) && (
                    <Form.Item name={[field, 'length']} noStyle rules={[{ required: true }]}>
                      <InputNumber min={1} max={8784} aria-label={t('decide.policy.length')} />
                    </Form.Item>
                  )
                }
              </Form.Item>
              <ScopeFields field={field} />
              <ActionField field={field} />
            </>
          )}
        </RuleList>
      </Panel>
      <Panel title={t('decide.policy.spacing')}>
        <RuleList
          name="spacing"
          add={t('decide.policy.addSpacing')}
          empty={t('decide.policy.noSpacing')}
          blank={{ minutes: 240, between: 'channels', action: 'hold' }}
          disabled={!may}
        >
          {(field) => (
            <>
              <Form.Item name={[field, 'minutes']} noStyle rules={[{ required: true }]}>
                <InputNumber
                  min={1}
                  max={527_040}
                  suffix={t('decide.policy.minutes')}
                  style={{ width: 130 }}
                />
              </Form.Item>
              <Form.Item name={[field, 'between']} noStyle>
                <Select
                  style={{ width: 190 }}
                  options={(['channels', 'same_channel'] as const).map((value) => ({
                    value,
                    label: t(`decide.between.${value}`),
                  }))}
                />
              </Form.Item>
              <ScopeFields field={field} />
              <ActionField field={field} />
            </>
          )}
        </RuleList>
      </Panel>
      <Panel title={t('decide.policy.quietHours')}>
        <RuleList
          name="quietHours"
          add={t('decide.policy.addQuiet')}
          empty={t('decide.policy.noQuiet')}
          blank={{ from: '21:00', to: '09:00', action: 'hold' }}
          disabled={!may}
        >
          {(field) => (
            <>
              <Form.Item
                name={[field, 'from']}
                noStyle
                rules={[{ required: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$/ }]}
              >
                <Input style={{ width: 70 }} aria-label={t('decide.policy.from')} />
              </Form.Item>
              <Form.Item
                name={[field, 'to']}
                noStyle
                rules={[{ required: true, pattern: /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/ }]}
              >
                <Input style={{ width: 70 }} aria-label={t('decide.policy.to')} />
              </Form.Item>
              <Form.Item name={[field, 'on']} noStyle>
                <Select
                  allowClear
                  style={{ width: 150 }}
                  placeholder={t('decide.policy.everyDay')}
                  options={(['trading_days', 'non_trading_days'] as const).map((value) => ({
                    value,
                    label: t(`decide.days.${value}`),
                  }))}
                />
              </Form.Item>
              <Form.Item name={[field, 'provinces']} noStyle>
                <Select
                  mode="tags"
                  style={{ minWidth: 160 }}
                  placeholder={t('decide.policy.everyProvince')}
                />
              </Form.Item>
              <ScopeFields field={field} />
              <ActionField field={field} />
            </>
          )}
        </RuleList>
        <h4>{t('decide.policy.zones')}</h4>
        <RuleList
          name="provinceZones"
          add={t('decide.policy.addZone')}
          empty={t('decide.policy.noZones')}
          blank={{ province: '', zone: 'Asia/Urumqi' }}
          disabled={!may}
        >
          {(field) => (
            <>
              <Form.Item name={[field, 'province']} noStyle rules={[{ required: true }]}>
                <Input style={{ width: 200 }} placeholder={t('decide.policy.province')} />
              </Form.Item>
              <Form.Item name={[field, 'zone']} noStyle rules={[{ required: true }]}>
                <Input style={{ width: 200 }} placeholder="Asia/Urumqi" />
              </Form.Item>
            </>
          )}
        </RuleList>
      </Panel>
      <Panel title={t('decide.policy.volume')}>
        <RuleList
          name="volume"
          add={t('decide.policy.addVolume')}
          empty={t('decide.policy.noVolume')}
          blank={{ channel: 'sms', perHour: 100_000, action: 'hold' }}
          disabled={!may}
        >
          {(field) => (
            <>
              <Form.Item name={[field, 'channel']} noStyle>
                <Select style={{ width: 180 }} options={channels} />
              </Form.Item>
              <Form.Item name={[field, 'perHour']} noStyle rules={[{ required: true }]}>
                <InputNumber
                  min={1}
                  max={100_000_000}
                  suffix={t('decide.policy.perHour')}
                  style={{ width: 180 }}
                />
              </Form.Item>
              <ActionField field={field} />
            </>
          )}
        </RuleList>
      </Panel>
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
    </Form>
  )
}
