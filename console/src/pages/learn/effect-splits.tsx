import { useQuery } from '@tanstack/react-query'
import { Alert, Table } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Effect, type SplitEffects, splitEffectsQuery } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Panel } from '../../components/page.tsx'
import { differenceText, valueText } from './effect-texts.ts'

const ForestPlot = lazy(() => import('./forest-plot.tsx'))
type Split = SplitEffects['splits'][number]

/** Every random split of the journey: each branch against the first. Nothing where there is none. */
export function SplitPanels({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const found = useQuery(splitEffectsQuery(effect.journey))
  const metric = effect.metrics.find(({ key }) => key === found.data?.metric)
  return (found.data?.splits ?? []).map((split) => (
    <div key={split.node} style={{ marginTop: 12 }}>
      <Panel
        title={t('learn.effect.splits.title', {
          node: split.node,
          metric: metric === undefined ? found.data?.metric : format.name(metric.name),
        })}
      >
        <Branches split={split} unit={found.data?.unit ?? 'number'} />
      </Panel>
    </div>
  ))
}

function Branches({ split: { branches, sampleRatio }, unit }: { split: Split; unit: SplitEffects['unit'] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const rows = branches.flatMap(({ branch, name, comparison }) =>
    comparison === null ? [] : [{ label: name ?? branch, ...comparison }],
  )
  return (
    <>
      {sampleRatio?.suspicious === true && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 8 }}
          title={t('learn.effect.splits.broken', {
            chiSquare: sampleRatio.chiSquare.toFixed(3),
            p: format.probability(sampleRatio.p),
          })}
        />
      )}
      {rows.length > 0 && (
        <Suspense fallback={<LoadingState />}>
          <ForestPlot unit={unit} label={t('learn.effect.splits.branch')} rows={rows} />
        </Suspense>
      )}
      <Table
        size="small"
        rowKey="branch"
        pagination={false}
        dataSource={[...branches]}
        columns={[
          {
            title: t('learn.effect.splits.branch'),
            key: 'branch',
            render: (_, { branch, name }, index) => (
              <>
                {name ?? branch}{' '}
                {index === 0 && <span className="bn-quiet">{t('learn.effect.splits.baseline')}</span>}
              </>
            ),
          },
          {
            title: t('learn.effect.splits.meant'),
            key: 'meant',
            align: 'right',
            render: (_, { expectedShare }) => format.share(expectedShare),
          },
          {
            title: t('learn.effect.columns.customers'),
            key: 'customers',
            align: 'right',
            render: (_, { customers }) => format.count(customers),
          },
          {
            title: t('learn.effect.columns.mean'),
            key: 'mean',
            align: 'right',
            render: (_, { mean }) => valueText(format, unit, mean),
          },
          {
            title: t('learn.effect.columns.difference'),
            key: 'difference',
            align: 'right',
            render: (_, { comparison }) => differenceText(format, unit, comparison?.difference),
          },
          {
            title: t('learn.effect.columns.interval'),
            key: 'interval',
            align: 'right',
            render: (_, { comparison }) =>
              comparison === null
                ? '—'
                : `${differenceText(format, unit, comparison.low)} … ${differenceText(format, unit, comparison.high)}`,
          },
          {
            title: t('learn.effect.columns.corrected'),
            key: 'corrected',
            align: 'right',
            render: (_, { correctedP }) => format.probability(correctedP),
          },
        ]}
      />
      <p className="bn-quiet" style={{ margin: '8px 0 0' }}>
        {t('learn.effect.splits.hint')}
      </p>
    </>
  )
}
