import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export const contactChannels = [
  'sms',
  'email',
  'push',
  'inbox',
  'wecom',
  'wecom_mass',
  'mini_program',
  'five_g',
  'call',
  'webhook',
] as const

/** A channel in words; one that is new to the console stays as it is. */
export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation()
  return useCallback(
    (channel) => {
      const known = contactChannels.find((one) => one === channel)
      return known === undefined ? channel : t(`decide.channels.${known}`)
    },
    [t],
  )
}
