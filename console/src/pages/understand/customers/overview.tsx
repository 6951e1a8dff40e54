import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Descriptions, Empty, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { holdingsQuery, type Profile, timelineQuery } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel } from '../../../components/page.tsx'
import { Memberships } from './memberships.tsx'
import { amountOf, useClassName } from './names.ts'
import { Part } from './part.tsx'

const latest = 6

export function Overview({ number, profile }: { number: string; profile: Profile }) {
  const { t } = useTranslation()
  return (
    <div className="bn-grid bn-person-overview">
      <div className="bn-grid">
        <Panel title={t('customers.masterData')}>
          <MasterData profile={profile} />
        </Panel>
        <Panel title={t('customers.holdings.next')}>
          <NextMaturities number={number} />
        </Panel>
      </div>
      <div className="bn-grid">
        <Panel title={t('customers.segments.title')}>
          <Memberships number={number} profile={profile} />
        </Panel>
        <Panel title={t('customers.timeline.latest')}>
          <LatestEvents number={number} />
        </Panel>
      </div>
    </div>
  )
}

function MasterData({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  const format = useFormats()
  const contact = (kind: string) =>
    profile.contacts
      .filter((one) => one.kind === kind)
      .map(({ value }) => value)
      .join(', ')
  const rows = [
    [t('customers.fields.number'), profile.number],
    [t('customers.fields.birthDate'), profile.birthDate],
    [t('customers.fields.phone'), contact('phone')],
    [t('customers.fields.email'), contact('email')],
    [t('customers.fields.province'), profile.province],
    [t('customers.fields.city'), profile.city],
    [t('customers.fields.opened'), profile.opened],
    [t('customers.fields.occupation'), profile.occupation],
    ...profile.attributes.map(({ name, value }) => [name, value] as const),
    [t('customers.fields.updatedAt'), profile.updatedAt === null ? null : format.time(profile.updatedAt)],
    ...(profile.merged.length === 0
      ? []
      : [[t('customers.merged'), profile.merged.map((one) => `#${one}`).join(', ')] as const]),
  ] as const
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2 }}
      items={rows
        .filter(([, value]) => value !== null && value !== '')
        .map(([label, value]) => ({ key: label, label, children: value }))}
    />
  )
}

function NextMaturities({ number }: { number: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const className = useClassName()
  const holdings = useQuery(holdingsQuery(number))
  return (
    <Part query={holdings}>
      {({ items }) => {
        const next = items
          .filter(({ daysLeft }) => daysLeft !== null)
          .toSorted((a, b) => (a.daysLeft ?? 0) - (b.daysLeft ?? 0))
          .slice(0, latest)
        if (next.length === 0)
          return (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.holdings.emptyOpen')} />
          )
        return (
          <ul className="bn-lines">
            {next.map((holding) => (
              <li key={`${holding.account} ${holding.product} ${holding.matures}`}>
                <span>
                  {format.name(holding.name)} <small className="bn-quiet">{className(holding.class)}</small>
                </span>
                <span className="bn-number">{format.money(amountOf(holding.balance ?? holding.amount))}</span>
                <span className="bn-quiet">
                  {holding.matures} ({t('customers.holdings.inDays', { count: holding.daysLeft ?? 0 })})
                </span>
              </li>
            ))}
          </ul>
        )
      }}
    </Part>
  )
}

function LatestEvents({ number }: { number: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const timeline = useInfiniteQuery(timelineQuery(number, {}))
  const events = timeline.data?.pages[0]?.items.slice(0, latest) ?? []
  return (
    <Part query={timeline}>
      {() =>
        events.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.timeline.empty')} />
        ) : (
          <>
            <ul className="bn-lines">
              {events.map((event, i) => (
                <li key={`${event.at} ${event.messageId} ${i}`}>
                  <span className="bn-code">{event.name}</span>
                  <Tag>{event.channel}</Tag>
                  <span className="bn-quiet">{format.time(event.at)}</span>
                </li>
              ))}
            </ul>
            <Link to="/understand/customers/$number" params={{ number }} search={{ tab: 'timeline' }}>
              {t('customers.timeline.all')}
            </Link>
          </>
        )
      }
    </Part>
  )
}
