import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { contactCheckQuery } from '../../api/contact-policy.ts'
import { ProblemState } from '../../components/problem-state.tsx'
import { ContactRules } from '../decide/policy-check.tsx'
import { categories } from '../decide/policy-values.ts'
import { contactChannels } from './channel-name.ts'

interface Contact {
  readonly customerNumber: string
  readonly channel: string
  readonly category: string
  readonly product: string | null
  readonly general: boolean
}

/** Every rule of the gate at the instant of a decision, with what it saw of the customer and of the product. */
export function TouchWhyNot({ contact, at }: { contact: Contact; at: string }) {
  const { t } = useTranslation()
  const channel = contactChannels.find((one) => one === contact.channel)
  const category = categories.find((one) => one === contact.category)
  const check = useQuery({
    ...contactCheckQuery(contact.customerNumber, {
      channel: channel ?? 'sms',
      category: category ?? 'marketing',
      at,
      general: String(contact.general),
      ...(contact.product === null ? {} : { product: contact.product }),
    }),
    enabled: channel !== undefined && category !== undefined && contact.customerNumber !== '',
  })
  if (check.isError) return <ProblemState error={check.error} retry={() => void check.refetch()} />
  if (check.data === undefined) return null
  return (
    <>
      <h3>
        {t('engage.touches.why')}
        {contact.product !== null && ` · ${t('decide.check.product')} ${contact.product}`}
      </h3>
      <ContactRules rules={check.data.rules} />
    </>
  )
}
