import { Form, Select, Space, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/page.tsx'
import { contactChannels } from '../engage/channel-name.ts'
import { RuleList } from './policy-fields.tsx'
import { categories, consentPurposes, excusable } from './policy-values.ts'

/** Which agreement a contact needs, by purpose and channel. */
export function ConsentPanel({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  const purposes = consentPurposes.map((value) => ({ value, label: t(`decide.purposes.${value}`) }))
  const modes = (['opt_in', 'opt_out'] as const).map((value) => ({
    value,
    label: t(`decide.modes.${value}`),
  }))
  const channels = contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))
  return (
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
        disabled={disabled}
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
  )
}

/** What differs by the category of a message. */
export function CategoriesPanel() {
  const { t } = useTranslation()
  const purposes = consentPurposes.map((value) => ({ value, label: t(`decide.purposes.${value}`) }))
  const modes = (['opt_in', 'opt_out'] as const).map((value) => ({
    value,
    label: t(`decide.modes.${value}`),
  }))
  return (
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
  )
}
