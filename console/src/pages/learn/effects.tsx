import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Effect, effectsQuery } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { NameAndKey } from '../../components/name-and-key.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { rateOf } from './rate.ts'
import { Verdict } from './verdict.tsx'

const ForestPlot = lazy(() => import('./forest-plot.tsx'))

export function EffectsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.effects')} lead={t('learn.effects.lead')} scope="learn:read">
      <Effects />
    </Page>
  )
}

function Effects() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [{ cursor }] = useFilters()
  const effects = useQuery({ ...effectsQuery({ cursor }), placeholderData: keepPreviousData })
  const items = effects.data?.items ?? []
  const columns: TableColumnsType<Effect> = [
    {
      title: t('engage.journeys.name'),
      key: 'name',
      render: (_, effect) => <NameAndKey name={effect.name} id={effect.journey} />,
    },
    {
      title: t('learn.effects.assigned'),
      key: 'assigned',
      align: 'right',
      render: (_, { treated, holdout }) => (
        <>
          {format.count(treated.customers)}{' '}
          <span className="bn-quiet">/ {format.count(holdout?.customers)}</span>
        </>
      ),
    },
    ...(['contacted', 'delivered', 'opened'] as const).map((name) => ({
      title: t(`learn.effects.${name}`),
      key: name,
      align: 'right' as const,
      render: (_: unknown, { treated }: Effect) => format.share(rateOf(treated, name)),
    })),
    {
      title: t('learn.effects.converted'),
      key: 'converted',
      align: 'right',
      render: (_, { treated, holdout }) => (
        <>
          {format.share(rateOf(treated, 'converted'))}{' '}
          <span className="bn-quiet">
            / {format.share(holdout === null ? null : rateOf(holdout, 'converted'))}
          </span>
        </>
      ),
    },
    {
      title: t('learn.effects.lift'),
      key: 'lift',
      align: 'right',
      render: (_, { conversion }) => <b>{format.points(conversion?.difference)}</b>,
    },
    {
      title: t('learn.effects.aum'),
      key: 'aum',
      align: 'right',
      render: (_, { aum }) => format.signed(aum?.difference),
    },
    {
      title: t('learn.effects.incremental'),
      key: 'incremental',
      align: 'right',
      render: (_, { incremental }) => format.signed(incremental?.conversions),
    },
    { title: t('learn.effects.verdict'), key: 'verdict', render: (_, effect) => <Verdict effect={effect} /> },
  ]
  return (
    <>
      {items.some((effect) => effect.conversion !== null) && (
        <Panel title={t('learn.effects.forest')}>
          <Suspense fallback={<div style={{ height: 120 }} />}>
            <ForestPlot
              unit="share"
              label={t('learn.effects.forest')}
              rows={items.flatMap(({ name, conversion }) =>
                conversion === null ? [] : [{ label: format.name(name), ...conversion }],
              )}
            />
          </Suspense>
        </Panel>
      )}
      <div style={{ height: 12 }} />
      <CursorTable
        label={t('common.pages.effects')}
        query={effects}
        columns={columns}
        rowKey={(effect) => effect.journey}
        onOpen={({ journey }) => void navigate({ to: '/learn/effects/$journey', params: { journey } })}
        empty={t('learn.effects.empty')}
      />
    </>
  )
}
