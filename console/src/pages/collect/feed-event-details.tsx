import { Link } from '@tanstack/react-router'
import { Descriptions } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FeedEvent } from '../../api/event-feed.ts'
import { useFormats } from '../../app/format.ts'
import { CodeBlock } from '../../components/code-block.tsx'

export function FeedEventDetails({ event, source }: { event: FeedEvent; source: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        bordered
        items={[
          { key: 'at', label: t('collect.at'), children: format.time(event.at) },
          { key: 'received', label: t('collect.received'), children: format.time(event.received) },
          { key: 'source', label: t('collect.source'), children: source },
          { key: 'channel', label: t('collect.channel'), children: event.channel },
          {
            key: 'customer',
            label: t('collect.customer'),
            children: (
              <Link
                to="/understand/customers/$number"
                params={{ number: `~${event.customer}` }}
                search={{ tab: 'timeline' }}
              >
                #{event.customer}
              </Link>
            ),
          },
          {
            key: 'session',
            label: t('collect.feed.session'),
            children: event.session === '' ? '—' : event.session,
          },
          {
            key: 'message',
            label: t('collect.feed.messageId'),
            children: <span className="bn-code">{event.messageId}</span>,
          },
        ]}
      />
      <h3>{t('collect.feed.properties')}</h3>
      <CodeBlock text={JSON.stringify(event.properties, null, 2)} />
    </>
  )
}
