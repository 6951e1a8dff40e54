import { Descriptions } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/sources.ts'
import { CodeBlock } from '../../components/code-block.tsx'

/** What a developer needs to send a first event from this source. */
export function SourceDetails({ source }: { source: Source }) {
  const { t } = useTranslation()
  const example = [
    `curl ${location.origin}/v1/track \\`,
    `  -u ${source.writeKey}: -H 'content-type: application/json' \\`,
    `  -d '{"userId":"u-1","event":"deposit_viewed","properties":{"product":"TD-12M"}}'`,
  ].join('\n')
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        bordered
        items={[
          {
            key: 'key',
            label: t('collect.sources.key'),
            children: <span className="bn-code">{source.key}</span>,
          },
          { key: 'channel', label: t('collect.channel'), children: source.channel },
          {
            key: 'strict',
            label: t('collect.sources.strict'),
            children: source.strict ? t('collect.sources.strictOnHelp') : t('collect.sources.strictOffHelp'),
          },
          {
            key: 'origins',
            label: t('collect.sources.origins'),
            children:
              source.allowedOrigins.length === 0 ? t('common.none') : source.allowedOrigins.join(', '),
          },
        ]}
      />
      <h3>{t('collect.sources.firstEvent')}</h3>
      <CodeBlock text={example} />
      <h3>{t('collect.sources.protocols')}</h3>
      <ul>
        <li>
          Segment <span className="bn-code">/v1/track · /v1/identify · /v1/batch …</span>
        </li>
        <li>
          Sensors Analytics 神策 <span className="bn-code">/sa?token={source.writeKey}</span>
        </li>
        <li>
          PostHog <span className="bn-code">/batch/ · /e/ · /i/v0/e/</span>
        </li>
      </ul>
    </>
  )
}
