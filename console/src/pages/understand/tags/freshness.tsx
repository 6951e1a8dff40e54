import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Tag } from '../../../api/tags.ts'
import { StatusDot } from '../../../components/status-dot.tsx'

/** Are the values as fresh as promised? */
export function Freshness({
  tag,
}: {
  tag: Pick<Tag, 'coverage' | 'stale' | 'late' | 'error' | 'freshHours'>
}) {
  const { t } = useTranslation()
  if (tag.error !== null)
    return (
      <Tooltip title={t('tags.staleWhy', { reason: tag.error })}>
        <span tabIndex={0}>
          <StatusDot tone="bad">{t('tags.freshAs.stale')}</StatusDot>
        </span>
      </Tooltip>
    )
  if (tag.coverage === null) return <StatusDot tone="quiet">{t('tags.freshAs.none')}</StatusDot>
  if (tag.late)
    return (
      <Tooltip title={t('tags.lateWhy', { hours: tag.freshHours })}>
        <span tabIndex={0}>
          <StatusDot tone="warn">{t('tags.freshAs.late')}</StatusDot>
        </span>
      </Tooltip>
    )
  return <StatusDot tone="good">{t('tags.freshAs.fresh')}</StatusDot>
}
