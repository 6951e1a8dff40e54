import { BellOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { addReadyMetrics, type Metric, metricOwnersQuery, metricsQuery } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Page, useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { Change } from './change.tsx'
import { formulaKinds, grains } from './metric-draft.ts'
import { changeOf, valueText } from './metric-value.ts'

const filterNames = ['search', 'owner', 'grain', 'kind', 'status'] as const
const statuses = ['active', 'archived'] as const
const one = <Choice extends string>(choices: readonly Choice[], value: string | undefined) =>
  choices.find((choice) => choice === value)

export function MetricsPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const add = useMutation({
    mutationFn: addReadyMetrics,
    onSuccess: async ({ added }) => {
      message.success(t('metrics.added', { count: added.length }))
      await queries.invalidateQueries({ queryKey: ['metrics'] })
    },
    onError: tellProblem,
  })
  return (
    <Page
      title={t('common.pages.metrics')}
      lead={t('metrics.lead')}
      scope="learn:read"
      actions={
        <>
          <Link to="/learn/metrics/quiet-days">
            <Button>{t('metrics.quiet.title')}</Button>
          </Link>
          <Link to="/learn/alerts">
            <Button icon={<BellOutlined />}>{t('common.pages.alerts')}</Button>
          </Link>
          {may && (
            <Button loading={add.isPending} onClick={() => add.mutate()}>
              {t('metrics.addReady')}
            </Button>
          )}
          {may && (
            <Link to="/learn/metrics/new">
              <Button type="primary" icon={<PlusOutlined />}>
                {t('metrics.new')}
              </Button>
            </Link>
          )}
        </>
      }
    >
      <Metrics />
    </Page>
  )
}

function Metrics() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [filters] = useFilters()
  const owners = useQuery(metricOwnersQuery)
  const { cursor, search, owner } = filters
  const status = one(statuses, filters['status'])
  const metrics = useQuery({
    ...metricsQuery({
      cursor,
      search,
      owner,
      grain: one(grains, filters['grain']),
      kind: one(formulaKinds, filters['kind']),
      ...(status === undefined ? {} : { status }),
    }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<Metric> = [
    {
      title: t('metrics.metric'),
      key: 'name',
      render: (_, { name, key }) => <NameAndKey name={name} id={key} />,
    },
    {
      title: t('metrics.latest'),
      key: 'latest',
      align: 'right',
      render: (_, { latest, unit }) => <b>{valueText(format, unit, latest?.value)}</b>,
    },
    {
      title: t('metrics.week'),
      key: 'week',
      align: 'right',
      render: (_, { latest, direction }) => (
        <Change share={changeOf(latest?.before, latest?.value)} direction={direction} />
      ),
    },
    { title: t('metrics.day'), key: 'day', render: (_, { latest }) => latest?.day ?? '—' },
    {
      title: t('metrics.kind'),
      key: 'kind',
      render: (_, { formula }) => t(`metrics.kinds.${formula.kind}`),
    },
    { title: t('metrics.grain'), key: 'grain', render: (_, { grain }) => t(`metrics.grains.${grain}`) },
    {
      title: t('metrics.owner'),
      key: 'owner',
      render: (_, { owner: by }) => <span className="bn-quiet">{by === '' ? '—' : by}</span>,
    },
    {
      title: t('metrics.about'),
      key: 'description',
      render: (_, { description }) => <span className="bn-quiet">{format.text(description)}</span>,
    },
  ]
  return (
    <>
      <FilterBar names={filterNames} refresh={() => void metrics.refetch()}>
        <TextFilter name="search" label={t('metrics.search')} width={200} />
        <ChoiceFilter
          name="owner"
          label={t('metrics.owner')}
          width={220}
          options={(owners.data?.items ?? []).map((value) => ({ value, label: value }))}
        />
        <ChoiceFilter
          name="grain"
          label={t('metrics.grain')}
          width={130}
          options={grains.map((value) => ({ value, label: t(`metrics.grains.${value}`) }))}
        />
        <ChoiceFilter
          name="kind"
          label={t('metrics.kind')}
          width={150}
          options={formulaKinds.map((value) => ({ value, label: t(`metrics.kinds.${value}`) }))}
        />
        <ChoiceFilter
          name="status"
          label={t('metrics.status')}
          width={120}
          options={statuses.map((value) => ({ value, label: t(`metrics.statuses.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.metrics')}
        query={metrics}
        columns={columns}
        rowKey={({ key }) => key}
        filtered={filterNames.some((name) => filters[name] !== undefined)}
        onOpen={({ key }) => void navigate({ to: '/learn/metrics/$key', params: { key } })}
        empty={t('metrics.empty')}
      />
    </>
  )
}
