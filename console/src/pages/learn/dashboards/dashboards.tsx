import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DashboardSummary, dashboardsQuery } from '../../../api/dashboards.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { Clip } from '../../../components/clip.tsx'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { Page, useMay } from '../../../components/page.tsx'
import './dashboards.css'
import { NewDashboard } from './new-dashboard.tsx'
import { ReadyBoards } from './ready-boards.tsx'

const tabs = ['all', 'mine', 'archived', 'ready'] as const
const sorts = ['updated', '-updated', 'name', '-name'] as const

export function DashboardsPage() {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const may = useMay('learn:write')
  const [naming, setNaming] = useState(false)
  const tab = tabs.find((one) => one === filters['tab']) ?? 'all'
  return (
    <Page
      title={t('common.pages.dashboards')}
      lead={t('dashboards.lead')}
      scope="learn:read"
      actions={
        may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setNaming(true)}>
            {t('dashboards.new')}
          </Button>
        )
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(next) =>
          change({ tab: next === 'all' ? undefined : next, search: undefined, sort: undefined })
        }
        items={tabs.map((key) => ({ key, label: t(`dashboards.tabs.${key}`) }))}
      />
      {tab === 'ready' ? <ReadyBoards /> : <Boards key={tab} tab={tab} />}
      {naming && <NewDashboard onClose={() => setNaming(false)} />}
    </Page>
  )
}

function Boards({ tab }: { tab: 'all' | 'mine' | 'archived' }) {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [filters, change] = useFilters()
  const sort = sorts.find((one) => one === filters['sort'])
  const boards = useQuery({
    ...dashboardsQuery({
      cursor: filters['cursor'],
      search: filters['search'],
      sort,
      ...(tab === 'mine' ? { mine: 'true' } : {}),
      ...(tab === 'archived' ? { archived: 'true' } : {}),
    }),
    placeholderData: keepPreviousData,
  })
  const orderOf = (key: string) => (sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null)
  const columns: TableColumnsType<DashboardSummary> = [
    {
      title: t('dashboards.name'),
      key: 'name',
      sorter: true,
      sortOrder: orderOf('name'),
      render: (_, { name, libraryKey }) => (
        <>
          <b>{format.name(name)}</b> {libraryKey !== null && <Tag>{t('dashboards.readyTag')}</Tag>}
        </>
      ),
    },
    {
      title: t('dashboards.description'),
      dataIndex: 'description',
      render: (text: string) => <Clip width={380} text={format.text(text)} />,
    },
    {
      title: t('dashboards.widgets'),
      dataIndex: 'widgetCount',
      align: 'right',
      render: (count: number) => format.count(count),
    },
    { title: t('dashboards.owner'), dataIndex: 'ownerName' },
    {
      title: t('dashboards.sharing'),
      key: 'sharing',
      render: (_, { sharing: { everyone, users, roles } }) =>
        everyone !== 'none' ? (
          <Tag>{t('dashboards.sharedWithAll')}</Tag>
        ) : users.length + roles.length > 0 ? (
          <Tag>{t('dashboards.sharedWith', { count: users.length + roles.length })}</Tag>
        ) : (
          <span className="bn-quiet">{t('dashboards.private')}</span>
        ),
    },
    {
      title: t('dashboards.updated'),
      key: 'updated',
      sorter: true,
      sortOrder: orderOf('updated'),
      render: (_, { updatedAt }) => format.time(updatedAt),
    },
  ]
  return (
    <>
      <FilterBar names={['search']} refresh={() => void boards.refetch()}>
        <TextFilter name="search" label={t('dashboards.search')} width={240} />
      </FilterBar>
      <CursorTable
        label={t('common.pages.dashboards')}
        query={boards}
        columns={columns}
        rowKey={({ id }) => String(id)}
        onOpen={({ id }) => void navigate({ to: '/learn/dashboards/$id', params: { id: String(id) } })}
        onSortBy={(key, order) =>
          change({ sort: order === null ? undefined : order === 'ascend' ? key : `-${key}` })
        }
        filtered={filters['search'] !== undefined}
        empty={t('dashboards.empty')}
      />
    </>
  )
}
