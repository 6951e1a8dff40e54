import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { contactChannels } from '../../engage/channel-name.ts'
import type { FormulaOf } from './metric-draft.ts'
import { WindowFields } from './window-fields.tsx'

/** Who opted out of marketing, or how many channels they stopped. */
export function OptOutFields(props: {
  formula: FormulaOf<'opt_out'>
  onChange: (formula: FormulaOf<'opt_out'>) => void
}) {
  const { t } = useTranslation()
  const { formula, onChange } = props
  return (
    <>
      <Form.Item label={t('metrics.form.measure')} extra={t('metrics.form.optOutHelp')}>
        <Select
          aria-label={t('metrics.form.measure')}
          value={formula.of}
          options={(['users', 'count'] as const).map((value) => ({
            value,
            label: t(`metrics.form.optOuts.${value}`),
          }))}
          onChange={(of) => onChange({ ...formula, of })}
        />
      </Form.Item>
      <Form.Item label={t('metrics.form.channels')}>
        <Select
          mode="multiple"
          aria-label={t('metrics.form.channels')}
          placeholder={t('metrics.form.allChannels')}
          value={formula.channels ?? []}
          options={contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))}
          onChange={(chosen) => {
            const { channels: _channels, ...rest } = formula
            onChange(chosen.length === 0 ? rest : { ...rest, channels: chosen })
          }}
        />
      </Form.Item>
      <WindowFields
        window={formula.window}
        onChange={(window) => {
          const { window: _window, ...rest } = formula
          onChange(window === undefined ? rest : { ...rest, window })
        }}
      />
    </>
  )
}
