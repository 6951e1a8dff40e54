import { useTranslation } from 'react-i18next'

export const contactReasons = [
  'suppression_list',
  'opted_out',
  'no_consent',
  'personalization',
  'global_holdout',
  'no_contact_point',
  'unsuitable',
  'quiet_hours',
  'cap',
  'spacing',
  'priority',
  'volume',
  'cancelled',
] as const

/** Why a contact was held back, in words; a reason that is new to the console stays as it is. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation()
  return (reason) => {
    const known = contactReasons.find((one) => one === reason)
    return known === undefined ? reason : t(`decide.reasons.${known}`)
  }
}
