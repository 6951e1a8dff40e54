import { useQuery } from '@tanstack/react-query'
import { Button, Empty, Segmented, Table, Tag, type TableColumnsType } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { aumQuery, type Holding, holdingsQuery } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { amountOf, type AumUnit, aumUnits, classColours, holdingClasses, useClassName } from './names.ts'
import { Part } from './part.tsx'

const AumChart = lazy(() => import('./aum-chart.tsx'))

export function Assets({ number }: { number: string }) {
  const { t } = useTranslation()
  const [unit, setUnit] = useState<AumUnit>('day')
  const aum = useQuery(aumQuery(number))
  const holdings = useQuery(holdingsQuery(number))
  return (
    <div className="bn-grid">
      <Panel
        title={
          <span className="bn-title-tools">
            {t('customers.aum.chart')}
            <Segmented
              size="small"
              value={unit}
              onChange={setUnit}
              options={aumUnits.map((value) => ({ value, label: t(`customers.aum.units.${value}`) }))}
            />
          </span>
        }
      >
        <Part query={aum} rows={7}>
          {(answer) =>
            answer.days.every(({ total }) => Number(total) === 0) ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.aum.none')} />
            ) : (
              <Suspense fallback={<LoadingState />}>
                <AumChart aum={answer} unit={unit} />
              </Suspense>
            )
          }
        </Part>
      </Panel>
      <Panel title={t('customers.holdings.title')}>
        <Part query={holdings} rows={6}>
          {({ items, more }) => (
            <>
              <Holdings items={items} />
              {more && <p className="bn-quiet">{t('customers.holdings.more')}</p>}
            </>
          )}
        </Part>
      </Panel>
    </div>
  )
}

const tones = { open: 'good', matured: 'warn', closed: 'quiet' } as const

/** By class of product; what has ended is folded away. */
function Holdings({ items }: { items: readonly Holding[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const className = useClassName()
  const [showEnded, setShowEnded] = useState(false)
  const ended = items.filter(({ state }) => state !== 'open')
  const shown = showEnded ? items : items.filter(({ state }) => state === 'open')
  const known: readonly string[] = holdingClasses
  const classes = [...new Set(shown.map((holding) => holding.class))].toSorted(
    (a, b) => known.indexOf(a) - known.indexOf(b),
  )
  const columns: TableColumnsType<Holding> = [
    {
      title: t('customers.holdings.product'),
      key: 'product',
      render: (_, { name, product, risk }) => (
        <>
          {format.name(name)} <small className="bn-code bn-quiet">{product}</small>{' '}
          {risk !== '' && <Tag>{risk}</Tag>}
        </>
      ),
    },
    { title: t('customers.holdings.account'), dataIndex: 'account', className: 'bn-code', width: 110 },
    {
      title: t('customers.holdings.state'),
      dataIndex: 'state',
      width: 110,
      render: (state: Holding['state']) => (
        <StatusDot tone={tones[state]}>{t(`customers.holdings.states.${state}`)}</StatusDot>
      ),
    },
    { title: t('customers.holdings.opened'), dataIndex: 'opened', width: 110 },
    {
      title: t('customers.holdings.matures'),
      key: 'matures',
      width: 190,
      render: (_, { matures, closed, daysLeft, state }) =>
        state === 'closed' && closed !== null ? (
          `${t('customers.holdings.ended')} ${closed}`
        ) : matures === null ? (
          '—'
        ) : (
          <>
            {matures}{' '}
            {daysLeft !== null && (
              <small className="bn-quiet">{t('customers.holdings.inDays', { count: daysLeft })}</small>
            )}
          </>
        ),
    },
    {
      title: t('customers.holdings.amount'),
      dataIndex: 'amount',
      align: 'right',
      width: 140,
      render: (amount: string) => (Number(amount) === 0 ? '—' : format.money(amountOf(amount))),
    },
    {
      title: t('customers.holdings.balance'),
      dataIndex: 'balance',
      align: 'right',
      width: 140,
      render: (balance: string | null) => <strong>{format.money(amountOf(balance))}</strong>,
    },
  ]
  return (
    <>
      {items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.holdings.empty')} />
      )}
      {items.length > 0 && shown.length === 0 && (
        <p className="bn-quiet">{t('customers.holdings.emptyOpen')}</p>
      )}
      {classes.map((name) => {
        const rows = shown.filter((holding) => holding.class === name)
        const sum = rows.reduce((total, { balance }) => total + (amountOf(balance) ?? 0), 0)
        return (
          <section key={name} className="bn-class">
            <h3>
              <i style={{ background: classColours[name] ?? 'var(--bn-quiet)' }} aria-hidden />
              {className(name)} <small className="bn-quiet">{rows.length}</small>
              {rows.some(({ balance }) => balance !== null) && <b>{format.money(sum)}</b>}
            </h3>
            <Table<Holding>
              size="small"
              columns={columns}
              dataSource={rows}
              rowKey={(row) =>
                `${row.account} ${row.product} ${row.opened} ${row.closed} ${row.matures} ${row.amount}`
              }
              pagination={false}
              scroll={{ x: 'max-content' }}
            />
          </section>
        )
      })}
      {!showEnded && ended.length > 0 && (
        <Button type="link" onClick={() => setShowEnded(true)}>
          {t('customers.holdings.showEnded', { count: ended.length })}
        </Button>
      )}
    </>
  )
}
