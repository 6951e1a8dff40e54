import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { LibraryJourney } from '../../../api/journey-library.ts'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useChannelName } from '../channel-name.ts'

/** The segments and templates of a ready journey; what the bank has already stays as it is. */
export function LibraryParts({ journey: { segments, templates } }: { journey: LibraryJourney }) {
  const { t } = useTranslation()
  const channelName = useChannelName()
  return (
    <div className="bn-library-parts">
      <section aria-label={t('journeyLibrary.segments')}>
        <h3>{t('journeyLibrary.segments')}</h3>
        {segments.length === 0 && <p className="bn-quiet">{t('journeyLibrary.noSegments')}</p>}
        <ul>
          {segments.map((segment) => (
            <li key={segment.key}>
              <NameAndKey name={segment.name} id={segment.key} />
              <Whence exists={segment.exists} />
              {segment.exists && (
                <Link to="/understand/segments/$key" params={{ key: segment.key }}>
                  {t('journeyLibrary.show')}
                </Link>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t('journeyLibrary.templates')}>
        <h3>{t('journeyLibrary.templates')}</h3>
        {templates.length === 0 && <p className="bn-quiet">{t('journeyLibrary.noTemplates')}</p>}
        <ul>
          {templates.map((template) => (
            <li key={template.key}>
              <NameAndKey name={template.name} id={template.key} />
              <span className="bn-quiet">{channelName(template.channel)}</span>
              <Whence exists={template.exists} />
              {template.exists && (
                <Link to="/engage/templates/$key" params={{ key: template.key }}>
                  {t('journeyLibrary.show')}
                </Link>
              )}
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function Whence({ exists }: { exists: boolean }) {
  const { t } = useTranslation()
  return (
    <StatusDot tone={exists ? 'quiet' : 'good'}>
      {exists ? t('journeyLibrary.exists') : t('journeyLibrary.new')}
    </StatusDot>
  )
}
