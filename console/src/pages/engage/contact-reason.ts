import { useTranslation } from 'react-i18next'

export const contactReasons = [
  'no_consent',
  'opted_out',
  'suppression_list',
  'quiet_hours',
  'cap',
  'no_contact_point',
] as const

/** Why a contact was held back, in words; a reason that is new to the console stays as it is. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation()
  return (reason) => {
    const known = contactReasons.find((one) => one === reason)
    return known === undefined ? reason : t(`decide.reasons.${known}`)
  }
}
