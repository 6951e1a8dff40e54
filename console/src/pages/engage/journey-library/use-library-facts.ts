import { useTranslation } from 'react-i18next'
import type { LibraryItem } from '../../../api/journey-library.ts'
import { categories } from '../../decide/policy-values.ts'
import { useChannelName } from '../channel-name.ts'

/** Category, channels and length of a ready journey, in words. */
export function useLibraryFacts({ category, channels, nodes }: LibraryItem): readonly string[] {
  const { t } = useTranslation()
  const channelName = useChannelName()
  const known = categories.find((one) => one === category)
  return [
    known === undefined ? category : t(`decide.categories.${known}`),
    channels.length === 0
      ? t('journeyLibrary.noChannel')
      : channels.map(channelName).join(t('journeys.comma')),
    t('journeyLibrary.steps', { count: nodes }),
  ]
}
