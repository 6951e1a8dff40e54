import { useTranslation } from 'react-i18next'

const reasons = [
  'not_an_object',
  'unsupported_type',
  'invalid_type',
  'too_large',
  'too_many_properties',
  'missing_name',
  'invalid_name',
  'missing_identity',
  'invalid_identity',
  'invalid_message_id',
  'invalid_timestamp',
  'timestamp_in_future',
  'timestamp_in_past',
  'restricted_field',
  'invalid_text',
  'blocked_event',
  'unknown_event',
  'missing_property',
  'wrong_type',
  'unreadable',
] as const

/** Why an item was refused, in words; a reason that is new to the console stays as it is. */
export function useRejectionReason(): (reason: string) => string {
  const { t } = useTranslation()
  return (reason) => {
    const known = reasons.find((one) => one === reason)
    return known === undefined ? reason : t(`collect.reasons.${known}`)
  }
}
