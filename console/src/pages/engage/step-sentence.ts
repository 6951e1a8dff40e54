import { useTranslation } from 'react-i18next'
import { useChannelName } from './channel-name.ts'
import type { Step } from './journey-steps.ts'

/** What a step does, in the few words that fit on its card. */
export function useStepSentence({ type, detail }: Step): string {
  const { t } = useTranslation()
  const channelName = useChannelName()
  if (type === 'wait') {
    const parts = [
      detail['days'] === 0 ? '' : t('engage.duration.days', { days: detail['days'] ?? 0 }),
      detail['hours'] === 0 ? '' : t('engage.duration.hours', { hours: detail['hours'] ?? 0 }),
    ]
    return parts.filter((part) => part !== '').join(' ')
  }
  if (type === 'message') return `${channelName(String(detail['channel']))} · ${detail['template']}`
  return t(`engage.stepDetails.${type}`, detail)
}
