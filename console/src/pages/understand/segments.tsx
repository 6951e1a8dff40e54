import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { PlusOutlined } from '@ant-design/icons'
import { Button, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Segment, segmentsQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { NameAndKey } from '../../components/name-and-key.tsx'
import { Page, useMay, useSeesEverybody } from '../../components/page.tsx'
import { SegmentState } from './segment-parts/segment-state.tsx'

const statuses = ['active', 'scheduled', 'stale', 'archived'] as const
const sorts = ['key', '-key', 'customers', '-customers'] as const

export function SegmentsPage() {
  const { t } = useTranslation()
  const may = useMay('understand:write')
  return (
    <Page
      title={t('common.pages.segments')}
      lead={t('understand.segments.lead')}
      scope="understand:read"
      actions={
        may && (
          <Link to="/understand/segments/new">
            <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
              {t('segments.new')}
            </Button>
          </Link>
        )
      }
    >
      <Segments />
    </Page>
  )
}

function Segments() {
  const { t } = useTranslation()
  const everybody = useSeesEverybody()
  const format = useFormats()
  const navigate = useNavigate()
  const [filters, change] = useFilters()
  const sort = sorts.find((one) => one === filters['sort'])
  const status = statuses.find((one) => one === filters['status'])
  const segments = useQuery({
    ...segmentsQuery({ cursor: filters['cursor'], sort, search: filters['search'], status }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<Segment> = [
    {
      title: t('understand.segments.segment'),
      key: 'name',
      render: (_, segment) => <NameAndKey name={segment.name} id={segment.key} />,
    },
    {
      title: t('understand.tags.description'),
      dataIndex: 'description',
      render: (text: string) => <Clip width={340} text={text} />,
    },
    {
      title: t('understand.segments.customers'),
      key: 'customers',
      align: 'right',
      sorter: everybody,
      sortOrder: sort === 'customers' ? 'ascend' : sort === '-customers' ? 'descend' : null,
      render: (_, { snapshot }) => <b>{format.count(snapshot?.customers)}</b>,
    },
    {
      title: t('understand.segments.added'),
      key: 'added',
      align: 'right',
      render: (_, { snapshot }) => format.signed(snapshot?.added),
    },
    {
      title: t('understand.segments.removed'),
      key: 'removed',
      align: 'right',
      render: (_, { snapshot }) => format.signed(snapshot === null ? null : -snapshot.removed),
    },
    {
      title: t('segments.list.status'),
      key: 'status',
      render: (_, segment) => <SegmentState segment={segment} />,
    },
    {
      title: t('understand.segments.version'),
      key: 'version',
      align: 'right',
      render: (_, { snapshot }) =>
        snapshot === null ? (
          <span className="bn-quiet">{t('understand.segments.neverTaken')}</span>
        ) : (
          `v${snapshot.version}`
        ),
    },
    {
      title: t('understand.segments.asOf'),
      key: 'asOf',
      render: (_, { snapshot }) => format.time(snapshot?.asOf),
    },
  ]
  return (
    <>
      <FilterBar names={['search', 'status']} refresh={() => void segments.refetch()}>
        <TextFilter name="search" label={t('segments.list.search')} width={220} />
        <ChoiceFilter
          name="status"
          label={t('segments.list.status')}
          options={statuses.map((value) => ({ value, label: t(`segments.list.statuses.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.segments')}
        query={segments}
        columns={columns}
        rowKey={(segment) => segment.key}
        onOpen={(segment) => void navigate({ to: '/understand/segments/$key', params: { key: segment.key } })}
        onSort={(order) =>
          change({ sort: order === null ? undefined : order === 'ascend' ? 'customers' : '-customers' })
        }
        filtered={filters['search'] !== undefined || status !== undefined}
        empty={t('understand.segments.empty')}
      />
    </>
  )
}
