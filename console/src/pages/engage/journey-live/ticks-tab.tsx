import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type JourneyTick, ticksQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { useChannelName } from '../channel-name.ts'
import { useReason } from '../contact-reason.ts'
import { useDeliveryWords } from '../delivery-words.ts'
import './journey-live.css'

const terminals = ['$holdout', '$goal', '$exit_rule', '$exit', '$cancelled'] as const

/** Every tick that moved somebody: who went where, what the gate said, what was sent. */
export function TicksTab({ journey }: { journey: string }) {
  const { t } = useTranslation()
  const say = useDeliveryWords()
  const format = useFormats()
  const reasonOf = useReason()
  const channelName = useChannelName()
  const [{ cursor }] = useFilters()
  const ticks = useQuery({ ...ticksQuery(journey, cursor), placeholderData: keepPreviousData })
  const place = (node: string) => {
    const terminal = terminals.find((one) => one === node)
    if (terminal !== undefined) return t(`journeys.terminals.${terminal}`)
    return node === '' ? t('journeys.types.entry') : node
  }
  const columns: TableColumnsType<JourneyTick> = [
    { title: t('journeys.ticks.tick'), dataIndex: 'tick', align: 'right' },
    { title: t('journeys.ticks.at'), dataIndex: 'at', render: format.time },
    { title: t('journeys.ticks.moved'), dataIndex: 'moved', align: 'right', render: format.count },
    {
      title: t('journeys.ticks.moves'),
      key: 'moves',
      render: (_, { moves }) => (
        <span className="bn-moves">
          {moves.slice(0, 4).map(({ version, from, to, customers }) => (
            <span key={`${version} ${from} ${to}`}>
              {place(from)} → {place(to)} <b>{format.short(customers)}</b>
            </span>
          ))}
          {moves.length > 4 && <span className="bn-quiet">+{moves.length - 4}</span>}
        </span>
      ),
    },
    { title: t('journeys.contacts.queued'), dataIndex: 'queued', align: 'right', render: format.count },
    { title: t('journeys.contacts.held'), dataIndex: 'held', align: 'right', render: format.count },
    {
      title: t('journeys.ticks.suppressed'),
      key: 'suppressed',
      render: (_, { suppressed }) => (
        <span className="bn-moves">
          {Object.entries(suppressed).map(([reason, count]) => (
            <span key={reason}>
              {reasonOf(reason)} <b>{format.short(count)}</b>
            </span>
          ))}
        </span>
      ),
    },
    {
      title: t('journeys.ticks.sending'),
      key: 'dispatches',
      render: (_, { dispatches }) => (
        <span className="bn-moves">
          {dispatches.map(({ channel, sent, queued, error }) => (
            <span key={channel} title={say(error ?? '')}>
              {channelName(channel)}{' '}
              <b>
                {format.short(sent)}/{format.short(queued)}
              </b>
              {error !== null && <em> {say(error)}</em>}
            </span>
          ))}
        </span>
      ),
    },
  ]
  return (
    <CursorTable
      label={t('journeys.tabs.ticks')}
      query={ticks}
      columns={columns}
      rowKey={({ tick }) => String(tick)}
      empty={t('journeys.ticks.empty')}
    />
  )
}
