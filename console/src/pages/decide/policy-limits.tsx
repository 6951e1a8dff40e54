import { Form, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/page.tsx'
import { contactChannels } from '../engage/channel-name.ts'
import { ActionField, RuleList, ScopeFields } from './policy-fields.tsx'
import { windows } from './policy-values.ts'

/** How often a customer may be contacted. */
export function CapsPanel({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('decide.policy.caps')}>
      <RuleList
        name="caps"
        add={t('decide.policy.addCap')}
        empty={t('decide.policy.noCaps')}
        blank={{ limit: 1, window: 'day', action: 'drop' }}
        disabled={disabled}
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
  )
}

/** How far apart contacts are. */
export function SpacingPanel({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('decide.policy.spacing')}>
      <RuleList
        name="spacing"
        add={t('decide.policy.addSpacing')}
        empty={t('decide.policy.noSpacing')}
        blank={{ minutes: 240, between: 'channels', action: 'hold' }}
        disabled={disabled}
      >
        {(field) => (
          <>
            <Form.Item name={[field, 'minutes']} noStyle rules={[{ required: true }]}>
              <InputNumber min={1} max={527_040} suffix={t('decide.policy.minutes')} style={{ width: 130 }} />
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
  )
}

/** How much a channel carries in an hour. */
export function VolumePanel({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  const channels = contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))
  return (
    <Panel title={t('decide.policy.volume')}>
      <RuleList
        name="volume"
        add={t('decide.policy.addVolume')}
        empty={t('decide.policy.noVolume')}
        blank={{ channel: 'sms', perHour: 100_000, action: 'hold' }}
        disabled={disabled}
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
  )
}
