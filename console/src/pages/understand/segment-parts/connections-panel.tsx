import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SegmentDetail } from '../../../api/segments.ts'
import { Panel } from '../../../components/page.tsx'

function segmentLinks(keys: readonly string[]) {
  return keys.map((key) => (
    <Link key={key} className="bn-chip" to="/understand/segments/$key" params={{ key }}>
      {key}
    </Link>
  ))
}

/** What the rule reads, and which segments read this one. */
export function ConnectionsPanel({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const { reads, readBy } = segment
  return (
    <Panel title={t('segments.uses.title')}>
      <dl className="bn-uses">
        <dt>{t('segments.uses.tags')}</dt>
        <dd>
          {reads.tags.map((key) => (
            <Link key={key} className="bn-chip" to="/understand/tags" search={{ tag: key }}>
              {key}
            </Link>
          ))}
          {reads.tags.length === 0 && <span className="bn-quiet">{t('segments.uses.none')}</span>}
        </dd>
        {reads.segments.length > 0 && (
          <>
            <dt>{t('segments.uses.segments')}</dt>
            <dd>{segmentLinks(reads.segments)}</dd>
          </>
        )}
        {reads.lists.length > 0 && (
          <>
            <dt>{t('segments.uses.lists')}</dt>
            <dd>
              {reads.lists.map((key) => (
                <Link key={key} className="bn-chip" to="/understand/lists" search={{ list: key }}>
                  {key}
                </Link>
              ))}
            </dd>
          </>
        )}
        <dt>{t('segments.uses.readBy')}</dt>
        <dd>
          {readBy.length === 0 ? (
            <span className="bn-quiet">{t('segments.uses.nobody')}</span>
          ) : (
            segmentLinks(readBy)
          )}
        </dd>
      </dl>
    </Panel>
  )
}
