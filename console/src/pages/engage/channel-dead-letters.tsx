import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type ChannelDeadLetter,
  channelDeadLettersQuery,
  deadLetterReasonsQuery,
  retryDeadLetters,
} from '../../api/channels.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar } from '../../components/filter-bar.tsx'
import { useMay } from '../../components/page.tsx'
import { useTellProblem } from '../../components/tell-problem.ts'
import { contactChannels, useChannelName } from './channel-name.ts'
import { useDeliveryWords } from './delivery-words.ts'

/** Messages of the last week that failed for good; those that the filter shows can be sent again as a set. */
export function ChannelDeadLetters() {
  const { t } = useTranslation()
  const words = useDeliveryWords()
  const say = (reason: string) => (reason === '' ? t('engage.said.noReason') : words(reason))
  const format = useFormats()
  const nameOf = useChannelName()
  const mayWrite = useMay('engage:write')
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const client = useQueryClient()
  const [{ cursor, channel: wanted, reason }] = useFilters()
  const channel = contactChannels.find((one) => one === wanted)
  const letters = useQuery({
    ...channelDeadLettersQuery({ cursor, channel, reason }),
    placeholderData: keepPreviousData,
  })
  const reasons = useQuery(deadLetterReasonsQuery({ channel }))
  const chosen = (reasons.data?.items ?? []).filter((one) => reason === undefined || one.reason === reason)
  const touches = chosen.reduce((sum, one) => sum + one.touches, 0)
  const retry = async (): Promise<void> => {
    try {
      const done = await retryDeadLetters({
        ...(channel === undefined ? {} : { channel }),
        ...(reason === undefined ? {} : { reason }),
      })
      message.success(t('channels.dead.retried', { messages: format.count(done.touches) }))
      await client.invalidateQueries({ queryKey: ['channel-dead-letters'] })
    } catch (error) {
      tellProblem(error)
    }
  }
  const columns: TableColumnsType<ChannelDeadLetter> = [
    { title: t('channels.dead.failedAt'), dataIndex: 'failedAt', render: format.time },
    { title: t('channels.dead.channel'), dataIndex: 'channel', render: nameOf },
    { title: t('channels.dead.reason'), dataIndex: 'reason', render: say },
    { title: t('channels.dead.customer'), dataIndex: 'customerNumber', className: 'bn-code' },
    { title: t('channels.dead.journey'), dataIndex: 'journey', className: 'bn-code' },
    { title: t('channels.dead.template'), dataIndex: 'template', className: 'bn-code' },
    { title: t('channels.provider'), dataIndex: 'provider', className: 'bn-code' },
  ]
  return (
    <section aria-label={t('channels.dead.title')}>
      <h2>{t('channels.dead.title')}</h2>
      <FilterBar names={['channel', 'reason']} refresh={() => void letters.refetch()}>
        <ChoiceFilter
          name="channel"
          label={t('channels.dead.channel')}
          options={contactChannels.map((value) => ({ value, label: nameOf(value) }))}
        />
        <ChoiceFilter
          name="reason"
          label={t('channels.dead.reason')}
          width={320}
          options={(reasons.data?.items ?? []).map((one) => ({
            value: one.reason,
            label: `${say(one.reason)} · ${format.count(one.touches)}`,
          }))}
        />
        {mayWrite && (
          <Popconfirm
            title={t('channels.dead.confirm', { messages: format.count(touches) })}
            onConfirm={() => void retry()}
            disabled={touches === 0}
          >
            <Button disabled={touches === 0}>{t('channels.dead.retry')}</Button>
          </Popconfirm>
        )}
      </FilterBar>
      <CursorTable
        label={t('channels.dead.title')}
        query={letters}
        columns={columns}
        rowKey={(letter) => letter.touch}
        filtered={channel !== undefined || reason !== undefined}
        empty={t('channels.dead.empty')}
      />
    </section>
  )
}
