import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Select, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Attribution, attributionQuery, type Effect } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useChannelName } from '../engage/channel-name.ts'
import { type Question, readQuestion } from './analyses/model/question.ts'

type Money = NonNullable<Effect['money']>
const lookBack = [1, 3, 7, 14, 30] as const

/** What the journey earned beyond what would have come anyway, what it cost, and – apart – what attribution says. */
export function MoneyTab({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { money } = effect
  if (money === null) return null
  const estimate = (of: Money['net'], write: (value: number) => string) => ({
    value: of === null ? '—' : write(of.value),
    note:
      of === null ? undefined : t('learn.effect.money.from', { low: write(of.low), high: write(of.high) }),
  })
  const yuan = (value: number) => `${value < 0 ? '−' : ''}¥${format.short(Math.abs(value))}`
  return (
    <>
      <Figures
        figures={[
          { label: t('learn.effect.money.aum'), ...estimate(money.aum, yuan) },
          { label: t('learn.effect.money.revenue'), ...estimate(money.revenue, yuan) },
          { label: t('learn.effect.money.cost'), value: `¥${format.money(money.cost.total)}` },
          { label: t('learn.effect.money.net'), ...estimate(money.net, yuan) },
          { label: t('learn.effect.money.return'), ...estimate(money.return, format.share) },
        ]}
      />
      {money.revenue === null && (
        <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('learn.effect.money.noValue')} />
      )}
      <div className="bn-grid bn-halves">
        <Panel title={t('learn.effect.money.costs')}>
          <Costs money={money} />
        </Panel>
        <Panel title={t('learn.effect.attribution.title')}>
          <TouchAttribution effect={effect} />
        </Panel>
      </div>
    </>
  )
}

function Costs({ money: { cost } }: { money: Money }) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const rows = [
    ...cost.messages.map(({ channel, messages, cost: spent }) => ({
      item: t('learn.effect.money.messages', { channel: channelName(channel) }),
      number: messages,
      spent,
    })),
    ...cost.benefits.map(({ benefit, requests, cost: spent }) => ({
      item: t('learn.effect.money.benefit', { benefit }),
      number: requests,
      spent,
    })),
    { item: t('learn.effect.money.fixed'), number: null, spent: cost.fixed },
  ]
  return (
    <>
      <Table
        size="small"
        rowKey="item"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: t('learn.effect.money.item'), dataIndex: 'item' },
          {
            title: t('learn.effect.money.number'),
            key: 'number',
            align: 'right',
            render: (_, { number }) => format.count(number),
          },
          {
            title: t('learn.effect.money.cost'),
            key: 'cost',
            align: 'right',
            render: (_, { spent }) => `¥${format.money(spent)}`,
          },
        ]}
        footer={() => `${t('learn.effect.money.total')}: ¥${format.money(cost.total)}`}
      />
      {cost.unpriced.length > 0 && (
        <Alert
          type="warning"
          showIcon
          style={{ marginTop: 8 }}
          title={t('learn.effect.money.unpriced', { names: cost.unpriced.map(channelName).join(', ') })}
        />
      )}
    </>
  )
}

function TouchAttribution({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const days = lookBack.find((one) => String(one) === filters['days']) ?? 7
  const found = useQuery(attributionQuery(effect.journey, days))
  const analysis = attributionOfEffect(effect, days)
  return (
    <>
      <Alert type="warning" showIcon title={t('learn.effect.attribution.warning')} />
      <Select
        style={{ width: 200, margin: '8px 0' }}
        aria-label={t('learn.effect.attribution.days', { days: '' })}
        value={days}
        onChange={(value) => change({ days: String(value) })}
        options={lookBack.map((value) => ({
          value,
          label: t('learn.effect.attribution.days', { days: value }),
        }))}
      />
      {analysis !== null && (
        <Link to="/learn/analyses/new" search={{ q: analysis }} style={{ marginInlineStart: 12 }}>
          {t('learn.effect.attribution.toAnalysis')}
        </Link>
      )}
      {found.isError ? (
        <ProblemState error={found.error} retry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <LoadingState />
      ) : (
        <Credits found={found.data} />
      )}
    </>
  )
}

function Credits({ found }: { found: Attribution }) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  return (
    <>
      <Figures
        figures={[
          { label: t('learn.effect.attribution.conversions'), value: format.count(found.conversions) },
          { label: t('learn.effect.attribution.untouched'), value: format.count(found.untouched) },
          { label: t('learn.effect.attribution.incremental'), value: format.count(found.incremental) },
        ]}
      />
      <Table
        size="small"
        rowKey={({ journey, channel }) => `${journey} ${channel}`}
        pagination={found.credits.length > 10 ? { pageSize: 10, size: 'small' } : false}
        dataSource={[...found.credits]}
        locale={{ emptyText: t('learn.effect.attribution.empty') }}
        columns={[
          {
            title: t('learn.effect.attribution.journey'),
            key: 'journey',
            render: (_, { journey }) => (journey === '' ? t('learn.effect.attribution.other') : journey),
          },
          {
            title: t('learn.effect.attribution.channel'),
            key: 'channel',
            render: (_, { channel }) => channelName(channel),
          },
          ...(['touches', 'last', 'first', 'linear'] as const).map((of) => ({
            title: t(`learn.effect.attribution.${of}`),
            key: of,
            align: 'right' as const,
            sorter: (a: Attribution['credits'][number], b: Attribution['credits'][number]) => a[of] - b[of],
            render: (_: unknown, credit: Attribution['credits'][number]) => format.count(credit[of]),
          })),
        ]}
      />
    </>
  )
}

/** All contacts before the conversions that the journey aims at, every journey beside it; null for other goals than events. */
function attributionOfEffect({ goal }: Effect, days: number): Question | null {
  if (typeof goal?.['event'] !== 'string') return null
  const { event, where } = goal
  return readQuestion({
    type: 'attribution',
    range: { lastDays: 90 },
    conversion: { event, ...(Array.isArray(where) && where.length > 0 ? { where: where as unknown[] } : {}) },
    by: { of: 'journey' },
    windowSeconds: days * 86_400,
  })
}
