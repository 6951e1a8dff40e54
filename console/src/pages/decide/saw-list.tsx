import { useTranslation } from 'react-i18next'
import type { ContactCheck } from '../../api/contact-policy.ts'
import { useFormats } from '../../app/format.ts'
import { useChannelName } from '../engage/channel-name.ts'
import { categories, consentPurposes } from './policy-values.ts'

export type Saw = ContactCheck['rules'][number]['saw']
const decisions = ['granted', 'refused', 'none'] as const
const modes = ['opt_in', 'opt_out'] as const

/** What a rule looked at, in words. */
export function SawList({ saw }: { saw: Saw }) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const shown = Object.entries(saw).filter(([, value]) => value !== null && value !== '')
  if (shown.length === 0) return '—'
  const categoryName = (category: string) => {
    const known = categories.find((one) => one === category)
    return known === undefined ? category : t(`decide.categories.${known}`)
  }
  const word = (name: string, value: string) => {
    const purpose = consentPurposes.find((one) => name === 'purpose' && one === value)
    const decision = decisions.find((one) => name === 'decision' && one === value)
    const mode = modes.find((one) => name === 'mode' && one === value)
    if (purpose !== undefined) return t(`decide.purposes.${purpose}`)
    if (decision !== undefined) return t(`decide.decisions.${decision}`)
    if (mode !== undefined) return t(`decide.modes.${mode}`)
    if (name === 'channels') return value.split(', ').map(channelName).join(', ')
    if (name === 'categories') return value.split(', ').map(categoryName).join(', ')
    return /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? format.time(value) : value
  }
  return shown.map(([name, value]) => (
    <span key={name} style={{ marginInlineEnd: 12 }}>
      <span className="bn-quiet">{t(`decide.saw.${name as 'counted'}`, { defaultValue: name })}</span>{' '}
      {typeof value === 'string' ? word(name, value) : value}
    </span>
  ))
}
