import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/page.tsx'
import { ActionField, RuleList, ScopeFields } from './policy-fields.tsx'

/** When nobody is contacted, by the clock of their province. */
export function QuietHoursPanel({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('decide.policy.quietHours')}>
      <RuleList
        name="quietHours"
        add={t('decide.policy.addQuiet')}
        empty={t('decide.policy.noQuiet')}
        blank={{ from: '21:00', to: '09:00', action: 'hold' }}
        disabled={disabled}
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
              <Select mode="tags" style={{ minWidth: 160 }} placeholder={t('decide.policy.everyProvince')} />
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
        disabled={disabled}
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
  )
}
