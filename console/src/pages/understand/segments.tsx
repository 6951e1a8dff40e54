import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Segment, segmentsQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { NameAndKey } from '../../components/name-and-key.tsx'
import { Page } from '../../components/page.tsx'

const sorts = ['key', '-key', 'customers', '-customers'] as const

export function SegmentsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.segments')} lead={t('understand.segments.lead')} scope="understand:read">
      <Segments />
    </Page>
  )
}

function Segments() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [filters, change] = useFilters()
  const sort = sorts.find((one) => one === filters['sort'])
  const segments = useQuery({
    ...segmentsQuery({ cursor: filters['cursor'], sort }),
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
      sorter: true,
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
    <CursorTable
      label={t('common.pages.segments')}
      query={segments}
      columns={columns}
      rowKey={(segment) => segment.key}
      onOpen={(segment) => void navigate({ to: '/understand/segments/$key', params: { key: segment.key } })}
      onSort={(order) =>
        change({ sort: order === null ? undefined : order === 'ascend' ? 'customers' : '-customers' })
      }
      empty={t('understand.segments.empty')}
    />
  )
}
