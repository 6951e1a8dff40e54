import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Space, Table, type TableColumnsType, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Channel, channelProvidersQuery, type ChannelRoute, channelsQuery } from '../../api/channels.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Page, Panel, useMay } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { ChannelDeadLetters } from './channel-dead-letters.tsx'
import { ChannelLimits } from './channel-limits.tsx'
import { useChannelName } from './channel-name.ts'
import { ChannelRouteForm } from './channel-route-form.tsx'
import { ChannelTestSend } from './channel-test-send.tsx'

export function ChannelsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.channels')} lead={t('channels.lead')} scope="engage:read">
      <Channels />
      <ChannelDeadLetters />
    </Page>
  )
}

/** What is open beside the list: a route that is edited (or added), one that is tried, or the limits of a channel. */
type Opened =
  | { kind: 'route'; channel: Channel; route: ChannelRoute | undefined }
  | { kind: 'test'; channel: Channel; route: ChannelRoute }
  | { kind: 'limits'; channel: Channel }

function Channels() {
  const channels = useQuery(channelsQuery)
  const providers = useQuery(channelProvidersQuery)
  const [opened, open] = useState<Opened>()
  const error = channels.error ?? providers.error
  if (channels.data === undefined || providers.data === undefined) {
    return (
      <Panel>
        {error ? <ProblemState error={error} retry={() => void channels.refetch()} /> : <LoadingState />}
      </Panel>
    )
  }
  const close = () => open(undefined)
  return (
    <>
      {channels.data.items.map((channel) => (
        <ChannelPanel key={channel.channel} channel={channel} open={open} />
      ))}
      {opened?.kind === 'route' && (
        <ChannelRouteForm {...opened} providers={providers.data.items} onClose={close} />
      )}
      {opened?.kind === 'test' && <ChannelTestSend {...opened} onClose={close} />}
      {opened?.kind === 'limits' && <ChannelLimits channel={opened.channel} onClose={close} />}
    </>
  )
}

const tones = { closed: 'good', open: 'bad', half_open: 'warn' } as const

function ChannelPanel({ channel, open }: { channel: Channel; open: (what: Opened) => void }) {
  const { t, i18n } = useTranslation()
  const format = useFormats()
  const nameOf = useChannelName()
  const mayWrite = useMay('engage:write')
  const providers = useQuery(channelProvidersQuery)
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const columns: TableColumnsType<ChannelRoute> = [
    {
      title: t('channels.provider'),
      key: 'provider',
      render: (_, route) => {
        const provider = providers.data?.items.find((one) => one.key === route.provider)
        return `${provider?.name[language] ?? route.provider}${route.name === '' ? '' : ` · ${route.name}`}`
      },
    },
    { title: t('channels.weight'), dataIndex: 'weight', align: 'right' },
    {
      title: t('channels.rate'),
      dataIndex: 'rate',
      align: 'right',
      render: (rate: number | null) =>
        rate === null ? t('channels.noLimit') : t('channels.perSecond', { rate }),
    },
    {
      title: t('channels.state'),
      key: 'state',
      render: (_, { enabled, state }) =>
        enabled ? (
          <StatusDot tone={tones[state.breaker]}>{t(`channels.breakers.${state.breaker}`)}</StatusDot>
        ) : (
          <StatusDot tone="quiet">{t('channels.off')}</StatusDot>
        ),
    },
    {
      title: t('channels.sent'),
      key: 'sent',
      align: 'right',
      render: (_, { state }) => format.count(state.sent),
    },
    {
      title: t('channels.failed'),
      key: 'failed',
      align: 'right',
      render: (_, { state }) => format.count(state.failed),
    },
    {
      title: t('channels.lastError'),
      key: 'error',
      render: (_, { state }) =>
        state.lastError === null ? (
          t('common.none')
        ) : (
          <Tooltip title={state.lastErrorAt === null ? '' : format.time(state.lastErrorAt)}>
            {state.lastError}
          </Tooltip>
        ),
    },
    ...(mayWrite
      ? [
          {
            key: 'actions',
            render: (_: unknown, route: ChannelRoute) => (
              <Space size={0}>
                <Button size="small" type="link" onClick={() => open({ kind: 'test', channel, route })}>
                  {t('channels.test.open')}
                </Button>
                <Button size="small" type="link" onClick={() => open({ kind: 'route', channel, route })}>
                  {t('channels.edit')}
                </Button>
              </Space>
            ),
          },
        ]
      : []),
  ]
  return (
    <Panel
      flush
      title={
        <Space size="middle" wrap>
          {nameOf(channel.channel)}
          <small>
            {t('channels.thisHour', {
              messages: format.count(channel.thisHour),
              limit: channel.hourlyLimit === null ? t('channels.noLimit') : format.count(channel.hourlyLimit),
            })}
          </small>
          <small>{t('channels.backlog', { messages: format.count(channel.backlog) })}</small>
          {channel.waitingFor !== null && <StatusDot tone="warn">{channel.waitingFor}</StatusDot>}
          {mayWrite && (
            <>
              <Button size="small" onClick={() => open({ kind: 'limits', channel })}>
                {t('channels.limits.open')}
              </Button>
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => open({ kind: 'route', channel, route: undefined })}
              >
                {t('channels.add')}
              </Button>
            </>
          )}
        </Space>
      }
    >
      <Table<ChannelRoute>
        size="small"
        columns={columns}
        dataSource={channel.routes}
        rowKey={(route) => String(route.id)}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('channels.empty') }}
      />
    </Panel>
  )
}
