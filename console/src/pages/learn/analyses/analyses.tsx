import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type SavedAnalysis, savedAnalysesQuery } from '../../../api/analyses.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { Clip } from '../../../components/clip.tsx'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { Page } from '../../../components/page.tsx'
import './analyses.css'
import { questionTypes } from './model/question.ts'
import { typeIcons } from './question/types-picker.tsx'

const iconOf = (type: string) => {
  const known = questionTypes.find((one) => one === type)
  return known === undefined ? null : typeIcons[known]
}

const sorts = ['updated', '-updated', 'name', '-name'] as const

export function AnalysesPage() {
  const { t } = useTranslation()
  return (
    <Page
      title={t('common.pages.analyses')}
      lead={t('analyses.lead')}
      scope="learn:read"
      actions={
        <Link to="/learn/analyses/new">
          <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
            {t('analyses.new')}
          </Button>
        </Link>
      }
    >
      <Analyses />
    </Page>
  )
}

function Analyses() {
  const { t } = useTranslation()
  const format = useFormats()
  const navigate = useNavigate()
  const [filters, change] = useFilters()
  const sort = sorts.find((one) => one === filters['sort'])
  const type = questionTypes.find((one) => one === filters['type'])
  const analyses = useQuery({
    ...savedAnalysesQuery({ cursor: filters['cursor'], search: filters['search'], sort, type }),
    placeholderData: keepPreviousData,
  })
  const orderOf = (key: string) => (sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null)
  const columns: TableColumnsType<SavedAnalysis> = [
    {
      title: t('analyses.list.name'),
      key: 'name',
      sorter: true,
      sortOrder: orderOf('name'),
      render: (_, { name }) => <b>{format.name(name)}</b>,
    },
    {
      title: t('analyses.list.type'),
      key: 'type',
      render: (_, { analysis }) => (
        <span className="bn-type">
          <span aria-hidden>{iconOf(analysis.type)}</span> {t(`analyses.types.${analysis.type}`)}
        </span>
      ),
    },
    {
      title: t('analyses.list.description'),
      dataIndex: 'description',
      render: (text: string) => <Clip width={420} text={text} />,
    },
    { title: t('analyses.list.by'), dataIndex: 'createdBy' },
    {
      title: t('analyses.list.updated'),
      key: 'updated',
      sorter: true,
      sortOrder: orderOf('updated'),
      render: (_, { updatedAt }) => format.time(updatedAt),
    },
  ]
  return (
    <>
      <FilterBar names={['search', 'type']} refresh={() => void analyses.refetch()}>
        <TextFilter name="search" label={t('analyses.list.search')} width={220} />
        <ChoiceFilter
          name="type"
          label={t('analyses.list.type')}
          options={questionTypes.map((value) => ({ value, label: t(`analyses.types.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.analyses')}
        query={analyses}
        columns={columns}
        rowKey={({ id }) => String(id)}
        onOpen={({ id }) => void navigate({ to: '/learn/analyses/$id', params: { id: String(id) } })}
        onSortBy={(key, order) =>
          change({ sort: order === null ? undefined : order === 'ascend' ? key : `-${key}` })
        }
        filtered={filters['search'] !== undefined || type !== undefined}
        empty={t('analyses.list.empty')}
      />
    </>
  )
}
