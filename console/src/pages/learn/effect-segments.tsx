import { useQuery } from '@tanstack/react-query'
import { Select, Space, Table } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Effect, type SegmentEffects, segmentEffectsQuery, upliftQuery } from '../../api/effects.ts'
import { allTagsQuery } from '../../api/tags.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useTagValues } from '../../components/use-tag-values.ts'
import { differenceText } from './effect-texts.ts'

const ForestPlot = lazy(() => import('./forest-plot.tsx'))
const UpliftCharts = lazy(() => import('./effect-uplift-charts.tsx'))
const wide = { width: 240 }

/** Whom it moves: by the values of a tag, and by tenths of a score. */
export function SegmentsTab({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const tags = useQuery(allTagsQuery)
  const metric = effect.metrics.find(({ key }) => key === filters['metric'])?.key
  const choices = (numbers: boolean) =>
    (tags.data ?? [])
      .filter(({ type }) => (numbers ? type === 'number' : type === 'string' || type === 'boolean'))
      .map(({ key, name }) => ({ value: key, label: format.name(name) }))
  const choose = (name: 'tag' | 'score', numbers: boolean, label: string) => (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      loading={tags.isPending}
      style={wide}
      aria-label={label}
      placeholder={label}
      value={filters[name] ?? null}
      onChange={(value: string | null | undefined) => change({ [name]: value ?? undefined })}
      options={choices(numbers)}
    />
  )
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <Select
          style={wide}
          aria-label={t('learn.effect.segments.metric')}
          value={metric ?? effect.metrics[0]?.key ?? null}
          onChange={(value) => change({ metric: value ?? undefined })}
          options={effect.metrics.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
        />
        {choose('tag', false, t('learn.effect.segments.choose'))}
        {choose('score', true, t('learn.effect.uplift.choose'))}
      </Space>
      <div className="bn-grid bn-halves">
        <Panel title={t('learn.effect.segments.title')}>
          {filters['tag'] === undefined ? (
            <p className="bn-quiet">{t('learn.effect.segments.empty')}</p>
          ) : (
            <Segments journey={effect.journey} tag={filters['tag']} metric={metric} />
          )}
        </Panel>
        <Panel title={t('learn.effect.uplift.title')}>
          {filters['score'] === undefined ? (
            <p className="bn-quiet">{t('learn.effect.uplift.empty')}</p>
          ) : (
            <Deciles journey={effect.journey} score={filters['score']} metric={metric} />
          )}
        </Panel>
      </div>
    </>
  )
}

const only = (metric: string | undefined) => (metric === undefined ? {} : { metric })

function Segments(props: { journey: string; tag: string; metric: string | undefined }) {
  const found = useQuery(segmentEffectsQuery(props.journey, { tag: props.tag, ...only(props.metric) }))
  if (found.isError) return <ProblemState error={found.error} retry={() => void found.refetch()} />
  return found.data === undefined ? <LoadingState /> : <SegmentList found={found.data} />
}

function SegmentList({ found: { slices, tag, unit } }: { found: SegmentEffects }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tags = useQuery(allTagsQuery)
  const valueOf = useTagValues()
  const type = tags.data?.find(({ key }) => key === tag)?.type ?? 'string'
  const nameOf = (slice: string) =>
    slice === '' ? t('learn.effect.segments.none') : valueOf({ key: tag, type }, slice)
  const rows = slices.flatMap(({ slice, comparison }) =>
    comparison === null ? [] : [{ label: nameOf(slice), ...comparison }],
  )
  const [strongest, weakest] = [rows[0], rows.at(-1)]
  const said = (row: (typeof rows)[number]) => ({
    name: row.label,
    effect: differenceText(format, unit, row.difference),
  })
  return (
    <>
      {strongest !== undefined && weakest !== undefined && rows.length > 1 && (
        <p>
          <b>{t('learn.effect.segments.strongest', said(strongest))}</b>
          <br />
          {t('learn.effect.segments.weakest', said(weakest))}
        </p>
      )}
      <Suspense fallback={<LoadingState />}>
        <ForestPlot unit={unit} label={t('learn.effect.segments.title')} rows={rows} />
      </Suspense>
      <Table
        size="small"
        rowKey="slice"
        pagination={slices.length > 10 ? { pageSize: 10, size: 'small' } : false}
        dataSource={[...slices]}
        columns={[
          {
            title: t('learn.effect.columns.slice'),
            key: 'slice',
            render: (_, { slice }) => nameOf(slice),
          },
          {
            title: `${t('learn.effect.columns.treated')} / ${t('learn.effect.columns.holdout')}`,
            key: 'customers',
            align: 'right',
            sorter: (a, b) => a.treated.customers - b.treated.customers,
            render: (_, { treated, holdout }) =>
              `${format.count(treated.customers)} / ${format.count(holdout.customers)}`,
          },
          {
            title: t('learn.effect.columns.difference'),
            key: 'difference',
            align: 'right',
            sorter: (a, b) => (a.comparison?.difference ?? 0) - (b.comparison?.difference ?? 0),
            render: (_, { comparison }) => differenceText(format, unit, comparison?.difference),
          },
          {
            title: t('learn.effect.columns.corrected'),
            key: 'corrected',
            align: 'right',
            render: (_, { correctedP }) => format.probability(correctedP),
          },
        ]}
      />
      <p className="bn-quiet">{t('learn.effect.segments.hint')}</p>
    </>
  )
}

function Deciles(props: { journey: string; score: string; metric: string | undefined }) {
  const { t } = useTranslation()
  const found = useQuery(upliftQuery(props.journey, { score: props.score, ...only(props.metric) }))
  if (found.isError) return <ProblemState error={found.error} retry={() => void found.refetch()} />
  if (found.data === undefined) return <LoadingState />
  if (found.data.deciles.length === 0) {
    return <p className="bn-quiet">{t('learn.effect.uplift.nothing')}</p>
  }
  return (
    <>
      <Suspense fallback={<LoadingState />}>
        <UpliftCharts uplift={found.data} />
      </Suspense>
      <p className="bn-quiet">{t('learn.effect.uplift.hint')}</p>
    </>
  )
}
