import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Space, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { computeEffect, type Effect, effectQuery } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Page, Panel, useMay } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { MetricsTab } from './effect-metrics.tsx'
import { MoneyTab } from './effect-money.tsx'
import { PlanTab } from './effect-plan.tsx'
import { SampleRatio } from './effect-ratio.tsx'
import { ResultTab } from './effect-result.tsx'
import { SegmentsTab } from './effect-segments.tsx'
import { Verdict } from './verdict.tsx'

export function EffectPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const { journey } = useParams({ from: '/signed-in/learn/effects/$journey' })
  const effect = useQuery(effectQuery(journey))
  return (
    <Page
      title={effect.data === undefined ? journey : format.name(effect.data.name)}
      lead={
        effect.data &&
        t('learn.effects.computed', { at: format.time(effect.data.computedAt), days: effect.data.windowDays })
      }
      scope="learn:read"
      actions={
        <Space>
          <ComputeNow journey={journey} />
          <Link to="/engage/journeys/$key" params={{ key: journey }}>
            {t('learn.effects.toJourney')}
          </Link>
        </Space>
      }
    >
      {effect.data !== undefined ? (
        <EffectView effect={effect.data} />
      ) : (
        <Panel>
          {effect.isError ? (
            <ProblemState error={effect.error} retry={() => void effect.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
    </Page>
  )
}

function ComputeNow({ journey }: { journey: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const may = useMay('learn:write')
  const compute = useMutation({
    mutationFn: () => computeEffect(journey),
    onSuccess: () => client.invalidateQueries({ queryKey: ['effects'] }),
  })
  if (!may) return null
  return (
    <>
      <ProblemAlert error={compute.error} />
      <Button loading={compute.isPending} onClick={() => compute.mutate()}>
        {t('learn.effect.recompute')}
      </Button>
    </>
  )
}

const tabs = ['result', 'metrics', 'segments', 'money', 'plan'] as const

function EffectView({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const tab = tabs.find((one) => one === filters['tab']) ?? 'result'
  const { conversion, aum, incremental } = effect
  return (
    <>
      <SampleRatio effect={effect} />
      <Figures
        figures={[
          { label: t('learn.effects.verdict'), value: <Verdict effect={effect} /> },
          { label: t('learn.effects.lift'), value: format.points(conversion?.difference) },
          { label: t('learn.effects.aum'), value: format.signed(aum?.difference) },
          { label: t('learn.effects.incremental'), value: format.signed(incremental?.conversions) },
          { label: t('learn.effects.incrementalAum'), value: format.short(incremental?.aum) },
        ]}
      />
      <Tabs
        activeKey={tab}
        items={tabs.map((key) => ({ key, label: t(`learn.effect.tabs.${key}`) }))}
        onChange={(key) => change({ tab: key === 'result' ? undefined : key })}
      />
      <TabContent tab={tab} effect={effect} />
    </>
  )
}

function TabContent({ tab, effect }: { tab: (typeof tabs)[number]; effect: Effect }) {
  switch (tab) {
    case 'result':
      return <ResultTab effect={effect} />
    case 'metrics':
      return <MetricsTab effect={effect} />
    case 'segments':
      return <SegmentsTab effect={effect} />
    case 'money':
      return <MoneyTab effect={effect} />
    case 'plan':
      return <PlanTab effect={effect} />
  }
}
