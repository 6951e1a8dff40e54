import { Table, type TableColumnsType, Tag as Chip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Explanation, Metric } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { openableRow } from '../../../components/cursor-table.tsx'
import { Change } from './change.tsx'
import { changeOf, valueText } from './metric-value.ts'

type Place = Explanation['organisations'][number]

/** The organisations below, by what came through them; a row leads further down. */
export function OrganisationDrill({ places, metric }: { places: readonly Place[]; metric: Metric }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [, change] = useFilters()
  const widest = Math.max(...places.map(({ contribution }) => Math.abs(contribution ?? 0)), 1e-9)
  const columns: TableColumnsType<Place> = [
    {
      title: t('metrics.organisation'),
      key: 'name',
      render: (_, place) => (
        <>
          {format.name(place.name)} {place.suspect && <Chip color="orange">{t('metrics.suspect')}</Chip>}
        </>
      ),
    },
    ...(['before', 'after'] as const).map((side) => ({
      title: t(`metrics.${side}`),
      key: side,
      align: 'right' as const,
      sorter: (a: Place, b: Place) => (a[side] ?? 0) - (b[side] ?? 0),
      render: (_: unknown, place: Place) => valueText(format, metric.unit, place[side]),
    })),
    {
      title: t('metrics.change'),
      key: 'change',
      align: 'right',
      sorter: (a, b) => (changeOf(a.before, a.after) ?? 0) - (changeOf(b.before, b.after) ?? 0),
      render: (_, { before, after }) => (
        <Change share={changeOf(before, after)} direction={metric.direction} />
      ),
    },
    {
      title: t('metrics.contribution'),
      key: 'contribution',
      width: 260,
      sorter: (a, b) => (a.contribution ?? 0) - (b.contribution ?? 0),
      render: (_, { contribution, share }) =>
        contribution === null ? (
          <span className="bn-quiet">—</span>
        ) : (
          <span className="bn-bar">
            <i>
              <b
                style={{
                  width: `${(100 * Math.abs(contribution)) / widest}%`,
                  ...(contribution < 0 ? { background: 'var(--bn-bad)' } : {}),
                }}
              />
            </i>
            {valueText(format, metric.unit, contribution)}{' '}
            <small className="bn-quiet">{share === null ? '' : format.share(share)}</small>
          </span>
        ),
    },
  ]
  return (
    <Table<Place>
      size="small"
      aria-label={t('metrics.organisations')}
      columns={columns}
      dataSource={[...places]}
      rowKey={({ key }) => key}
      pagination={places.length > 20 ? { pageSize: 20 } : false}
      locale={{ emptyText: t('metrics.noneBelow') }}
      onRow={({ key }) => openableRow(() => change({ organisation: key }))}
    />
  )
}
