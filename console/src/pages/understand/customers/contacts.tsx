import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Empty, Table, Tag, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type CustomerJourney,
  type CustomerTouch,
  customerJourneysQuery,
  customerTouchesQuery,
} from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useChannelName } from '../../engage/channel-name.ts'
import { useReason } from '../../engage/contact-reason.ts'
import { Part } from './part.tsx'

/** What was wanted from the customer: the journeys and every contact, made or held back. */
export function Contacts({ number }: { number: string }) {
  const { t } = useTranslation()
  const journeys = useQuery(customerJourneysQuery(number))
  return (
    <div className="bn-grid">
      <Panel title={t('customers.journeys.title')}>
        <Part query={journeys}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.journeys.empty')} />
            ) : (
              <div className="bn-grid">
                {items.map((journey) => (
                  <Passage key={`${journey.key} ${journey.version} ${journey.customer}`} journey={journey} />
                ))}
              </div>
            )
          }
        </Part>
      </Panel>
      <Panel title={t('customers.touches.title')}>
        <Touches number={number} />
      </Panel>
    </div>
  )
}

const journeyTones = { inside: 'busy', held_out: 'quiet', converted: 'good', left: 'quiet' } as const

/** The way through one journey, step by step, and where the customer stands. */
function Passage({ journey }: { journey: CustomerJourney }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <article className="bn-passage">
      <header>
        <Link to="/engage/journeys/$key" params={{ key: journey.key }}>
          {format.name(journey.name)}
        </Link>
        <StatusDot tone={journeyTones[journey.state]}>
          {t(`customers.journeys.states.${journey.state}`)}
        </StatusDot>
        <span className="bn-quiet">
          {t('customers.journeys.version', { version: journey.version })}
          {journey.wake !== null && ` · ${t('customers.journeys.wake', { time: format.time(journey.wake) })}`}
        </span>
      </header>
      <ol>
        {journey.steps.map((step, i) => (
          <li key={`${step.node} ${step.at}`} data-here={i === journey.steps.length - 1}>
            <b>{stepName(step.node)}</b>
            <small className="bn-quiet">{format.time(step.at)}</small>
          </li>
        ))}
      </ol>
    </article>
  )

  function stepName(node: string): string {
    if (node === '$holdout') return t('engage.steps.heldOut')
    return node === '$goal' ? t('engage.steps.converted') : node
  }
}

const receipts = ['sent', 'failed', 'delivered', 'opened', 'clicked'] as const

function Touches({ number }: { number: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const reasonOf = useReason()
  const touches = useInfiniteQuery(customerTouchesQuery(number))
  const rows = touches.data?.pages.flatMap(({ items }) => items) ?? []
  const columns: TableColumnsType<CustomerTouch> = [
    { title: t('engage.touches.at'), dataIndex: 'at', render: format.time },
    {
      title: t('engage.touches.journey'),
      dataIndex: 'journey',
      className: 'bn-code',
      render: (key: string) => (
        <Link to="/engage/journeys/$key" params={{ key }}>
          {key}
        </Link>
      ),
    },
    { title: t('engage.touches.channel'), dataIndex: 'channel', render: channelName },
    { title: t('engage.touches.template'), dataIndex: 'template', className: 'bn-code' },
    {
      title: t('engage.touches.outcome'),
      dataIndex: 'outcome',
      render: (outcome: CustomerTouch['outcome'], touch) => (
        <StatusDot tone={outcome === 'queued' ? 'good' : 'warn'}>
          {t(`engage.touches.outcomes.${outcome}`)}
          {touch.reason !== '' && <span className="bn-quiet">{reasonOf(touch.reason)}</span>}
        </StatusDot>
      ),
    },
    {
      title: t('engage.touches.receipt'),
      dataIndex: 'receipts',
      render: (statuses: string[]) =>
        receipts
          .filter((receipt) => statuses.includes(receipt))
          .map((receipt) => <Tag key={receipt}>{t(`engage.receipts.${receipt}`)}</Tag>),
    },
  ]
  return (
    <Part query={touches}>
      {() => (
        <>
          <Table<CustomerTouch>
            size="small"
            columns={columns}
            dataSource={rows}
            rowKey={(touch) => touch.touch}
            pagination={false}
            scroll={{ x: 'max-content' }}
            locale={{
              emptyText: (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.touches.empty')} />
              ),
            }}
          />
          {touches.hasNextPage && (
            <div className="bn-more">
              <Button loading={touches.isFetchingNextPage} onClick={() => void touches.fetchNextPage()}>
                {t('customers.search.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </Part>
  )
}
