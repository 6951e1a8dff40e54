import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { QueryOf } from '../../api/client.ts'
import { touchCountsQuery } from '../../api/touches.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { useReason } from './contact-reason.ts'

const colours = { queued: 'green', held: 'blue', suppressed: 'orange' } as const

/** How many contacts were let through, wait or were held back, and why; a click narrows the list to them. */
export function TouchCounts({ query }: { query: QueryOf<'/api/touches/counts'> }) {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  const [, change] = useFilters()
  const counts = useQuery(touchCountsQuery(query))
  if (counts.data === undefined || counts.data.items.length === 0) return null
  return (
    <p data-testid="touch-counts">
      {counts.data.items.map(({ outcome, reason, touches }) => (
        <Tag
          key={`${outcome} ${reason}`}
          color={colours[outcome]}
          style={{ cursor: 'pointer' }}
          onClick={() => change({ outcome, reason: reason === '' ? undefined : reason })}
        >
          {t(`engage.touches.outcomes.${outcome}`)}
          {reason === '' ? '' : ` · ${reasonOf(reason)}`} {format.count(touches)}
        </Tag>
      ))}
    </p>
  )
}
