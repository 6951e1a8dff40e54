import { useTranslation } from 'react-i18next'
import type { Segment } from '../../../api/segments.ts'
import { StatusDot, type Tone } from '../../../components/status-dot.tsx'

const tones: Record<NonNullable<Segment['stale']>, Tone> = {
  never: 'quiet',
  failed: 'bad',
  overdue: 'warn',
  changed: 'warn',
}

/** Is the snapshot what the segment should be now? */
export function SegmentState({ segment }: { segment: Segment }) {
  const { t } = useTranslation()
  if (segment.archivedAt !== null) return <StatusDot tone="quiet">{t('segments.actions.archived')}</StatusDot>
  if (segment.stale === null) return <StatusDot tone="good">{t('segments.stale.fresh')}</StatusDot>
  return <StatusDot tone={tones[segment.stale]}>{t(`segments.stale.${segment.stale}`)}</StatusDot>
}
