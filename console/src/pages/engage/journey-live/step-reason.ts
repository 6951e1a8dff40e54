import { useTranslation } from 'react-i18next'
import type { JourneyTrace } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useReason } from '../contact-reason.ts'

type Why = JourneyTrace['passages'][number]['steps'][number]['why']

const entries = ['segment', 'event', 'date', 'api', 'journey'] as const

/** Why a customer came to a step, in words. */
export function useStepReason(): (why: Why) => string {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  return (why) => {
    switch (why.kind) {
      case 'entered': {
        const by = entries.find((one) => one === why.by)
        return t('journeys.why.entered', { by: by === undefined ? why.by : t(`journeys.entry.types.${by}`) })
      }
      case 'passed':
        return t('journeys.why.passed')
      case 'waited':
        return t('journeys.why.waited', { time: format.time(why.until) })
      case 'bucket':
        return t('journeys.why.bucket', { bucket: why.bucket, from: why.from, to: why.to })
      case 'rule': {
        const conditions = (why.explained?.conditions ?? []).map(
          ({ sentence, seen, met }) => `${met ? '✓' : '✗'} ${format.name(sentence)} (${seen ?? '—'})`,
        )
        const start =
          why.branch === null
            ? t('journeys.why.noRule')
            : t('journeys.why.rule', { letter: String.fromCharCode(65 + why.branch) })
        return [start, ...conditions].join(' ')
      }
      case 'happened':
        return t('journeys.why.happened', { time: format.time(why.at) })
      case 'timed_out':
        return t('journeys.why.timed_out', { time: format.time(why.after) })
      case 'contact':
        return why.reason === ''
          ? t('journeys.why.contact')
          : t('journeys.why.contactRefused', { reason: reasonOf(why.reason) })
      case 'exit_condition':
        return t('journeys.why.exit_condition')
      case 'cancelled':
        return t('journeys.why.cancelled')
      case 'migrated':
        return t('journeys.why.migrated', { version: why.fromVersion })
    }
  }
}
