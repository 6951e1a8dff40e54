import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Empty, Input, Select, Spin, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Profile,
  type TimelineEvent,
  type TimelineFilters,
  timelineCountsQuery,
  timelineQuery,
} from '../../../api/customers.ts'
import { bankInstant } from '../../../app/bank-time.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { Part } from './part.tsx'

const split = (text: string | undefined): string[] => (text === undefined ? [] : text.split(','))

/** What the customer did, day by day, newest first; older events come as one scrolls. */
export function Timeline({ number, profile }: { number: string; profile: Profile }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ name, channel, from, to }, change] = useFilters()
  // Text may be personal data: it stays out of the address.
  const [text, setText] = useState('')
  const counts = useQuery(timelineCountsQuery(number))
  const names = split(name)
  const channels = split(channel)
  const filters: TimelineFilters = {
    ...(names.length === 0 ? {} : { name: names }),
    ...(channels.length === 0 ? {} : { channel: channels }),
    ...(from === undefined ? {} : { from: bankInstant(`${from}T00:00:00`) }),
    ...(to === undefined ? {} : { to: bankInstant(`${to}T23:59:59.999`) }),
    ...(text === '' ? {} : { text }),
  }
  const timeline = useInfiniteQuery(timelineQuery(number, filters))
  const events = timeline.data?.pages.flatMap(({ items }) => items) ?? []
  const sumBy = (of: 'name' | 'channel') =>
    [...Map.groupBy(counts.data?.items ?? [], (one) => one[of])].map(([value, rows]) => ({
      value,
      label: `${value === '' ? '—' : value} · ${format.count(rows.reduce((sum, row) => sum + row.events, 0))}`,
    }))
  const keep = { tab: 'timeline' }
  return (
    <>
      <div className="bn-toolbar" role="search">
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={t('customers.timeline.events')}
          placeholder={t('customers.timeline.events')}
          style={{ width: 280 }}
          value={names}
          options={sumBy('name')}
          onChange={(values: string[]) => change({ ...keep, name: values.join(',') })}
        />
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={t('customers.timeline.channels')}
          placeholder={t('customers.timeline.channels')}
          style={{ width: 190 }}
          value={channels}
          options={sumBy('channel').filter(({ value }) => value !== '')}
          onChange={(values: string[]) => change({ ...keep, channel: values.join(',') })}
        />
        <Input
          type="date"
          aria-label={t('customers.timeline.from')}
          style={{ width: 140 }}
          max={to}
          value={from ?? ''}
          onChange={(event) => change({ ...keep, from: event.target.value })}
        />
        <Input
          type="date"
          aria-label={t('customers.timeline.to')}
          style={{ width: 140 }}
          min={from}
          value={to ?? ''}
          onChange={(event) => change({ ...keep, to: event.target.value })}
        />
        <Input.Search
          allowClear
          aria-label={t('customers.timeline.text')}
          placeholder={t('customers.timeline.text')}
          style={{ width: 190 }}
          maxLength={100}
          onSearch={(value) => setText(value.trim())}
        />
      </div>
      <div className="bn-panel bn-panel-body">
        <Part query={timeline} rows={10}>
          {() =>
            events.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.timeline.empty')} />
            ) : (
              <>
                <Days events={events} customer={profile.customer} />
                <Older
                  has={timeline.hasNextPage}
                  busy={timeline.isFetchingNextPage}
                  load={() => void timeline.fetchNextPage()}
                />
              </>
            )
          }
        </Part>
      </div>
    </>
  )
}

function Days({ events, customer }: { events: readonly TimelineEvent[]; customer: number }) {
  const format = useFormats()
  const days = Map.groupBy(events, (event) => format.time(event.at).slice(0, -9))
  return [...days].map(([day, ofDay]) => (
    <section key={day} className="bn-day">
      <h3>{day}</h3>
      <ol>
        {ofDay.map((event, i) => (
          <EventLine key={`${event.at} ${event.messageId} ${i}`} event={event} customer={customer} />
        ))}
      </ol>
    </section>
  ))
}

function EventLine({ event, customer }: { event: TimelineEvent; customer: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const properties = Object.entries(event.properties)
  return (
    <li>
      <time dateTime={event.at}>{format.clock(event.at)}</time>
      <span className="bn-code">
        <b>{event.name}</b>
      </span>
      <Tag>{event.channel === '' ? event.kind : event.channel}</Tag>
      {event.customer !== customer && (
        <Tag color="blue">{t('customers.timeline.cameAs', { number: `#${event.customer}` })}</Tag>
      )}
      {properties.length > 0 && (
        <details>
          <summary className="bn-code">
            {properties
              .slice(0, 3)
              .map(([key, value]) => `${key}=${value}`)
              .join('  ')}
            {properties.length > 3 && ' …'}
          </summary>
          <dl className="bn-properties" aria-label={t('customers.timeline.properties')}>
            {properties.map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  )
}

/** Asks for the next page when it comes into view; a button for keyboards and for when that fails. */
function Older({ has, busy, load }: { has: boolean; busy: boolean; load: () => void }) {
  const { t } = useTranslation()
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = end.current
    if (element === null || !has || busy) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) load()
    })
    observer.observe(element)
    return () => observer.disconnect()
  })
  return (
    <div ref={end} className="bn-more">
      {busy ? (
        <Spin />
      ) : has ? (
        <Button onClick={load}>{t('customers.timeline.more')}</Button>
      ) : (
        <span className="bn-quiet">{t('customers.timeline.end')}</span>
      )}
    </div>
  )
}
