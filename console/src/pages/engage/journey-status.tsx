import { useTranslation } from 'react-i18next'
import type { JourneySummary } from '../../api/journeys.ts'
import { StatusDot, type Tone } from '../../components/status-dot.tsx'

const tones: Record<JourneySummary['status'], Tone> = {
  draft: 'quiet',
  running: 'good',
  paused: 'warn',
  finished: 'busy',
  cancelled: 'bad',
}

export function JourneyStatus({ status }: { status: JourneySummary['status'] }) {
  const { t } = useTranslation()
  return <StatusDot tone={tones[status]}>{t(`engage.journeys.statuses.${status}`)}</StatusDot>
}
