import { AppstoreOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tag as Chip } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Tag, tagClassesQuery, tagGroupsQuery, tagsQuery } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { useLanguage } from '../../../app/language.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Page, Panel, useMay, useSeesEverybody } from '../../../components/page.tsx'
import { ShareBar } from '../../../components/share-bar.tsx'
import { ClassTree } from './class-tree.tsx'
import { Freshness } from './freshness.tsx'
import { inLanguage } from './two-languages.ts'
import './tags.css'

const filterNames = [
  'search',
  'class',
  'subclass',
  'group',
  'owner',
  'source',
  'status',
  'freshness',
] as const
const sources = ['customer', 'balance', 'holding', 'ledger', 'event', 'tag', 'import', 'sql'] as const
const statuses = ['active', 'draft', 'retired'] as const
const freshnesses = ['fresh', 'late', 'stale', 'none'] as const

export function TagsPage() {
  const { t } = useTranslation()
  const may = useMay('understand:write')
  const [{ tag }] = useFilters()
  if (tag !== undefined) return <Navigate to="/understand/tags/$key" params={{ key: tag }} replace />
  return (
    <Page
      title={t('common.pages.tags')}
      lead={t('understand.tags.lead')}
      scope="understand:read"
      actions={
        <>
          <Link to="/understand/tag-groups">
            <Button icon={<AppstoreOutlined />}>{t('common.pages.tagGroups')}</Button>
          </Link>
          {may && (
            <Link to="/understand/tags/new">
              <Button type="primary" icon={<PlusOutlined />}>
                {t('tags.new')}
              </Button>
            </Link>
          )}
        </>
      }
    >
      <div className="bn-catalogue">
        <Panel title={t('tags.tree')}>
          <ClassTree />
        </Panel>
        <Tags />
      </div>
    </Page>
  )
}

const one = <Choice extends string>(choices: readonly Choice[], value: string | undefined) =>
  choices.find((choice) => choice === value)

function Tags() {
  const { t } = useTranslation()
  const format = useFormats()
  const language = useLanguage()
  const navigate = useNavigate()
  const [filters, change] = useFilters()
  const { cursor, search, group, owner, sort, class: klass, subclass } = filters
  const groups = useQuery(tagGroupsQuery)
  const classes = useQuery(tagClassesQuery)
  const sorts = [
    'key',
    'coverage',
    'refreshedAt',
    'class',
    '-key',
    '-coverage',
    '-refreshedAt',
    '-class',
  ] as const
  const tags = useQuery({
    ...tagsQuery({
      cursor,
      search,
      group,
      owner,
      class: klass,
      subclass,
      source: one(sources, filters['source']),
      status: one(statuses, filters['status']),
      freshness: one(freshnesses, filters['freshness']),
      sort: one(sorts, sort),
    }),
    placeholderData: keepPreviousData,
  })
  const everybody = useSeesEverybody()
  const orderOf = (name: string) => (sort === name ? 'ascend' : sort === `-${name}` ? 'descend' : null)
  const sortable = (name: string) =>
    ({ sorter: name !== 'coverage' || everybody, sortOrder: orderOf(name), key: name }) as const
  const columns: TableColumnsType<Tag> = [
    {
      title: t('understand.tags.tag'),
      ...sortable('key'),
      render: (_, row) => (
        <span className="bn-tag-name">
          <NameAndKey name={row.name} id={row.key} />
          {row.status !== 'active' && <Chip>{t(`tags.statuses.${row.status}`)}</Chip>}
          {row.organisation !== null && <Chip color="blue">{row.organisation}</Chip>}
        </span>
      ),
    },
    {
      title: t('tags.class'),
      ...sortable('class'),
      render: (_, row) => (
        <div className="bn-name">
          <span>{row.class === '' ? '—' : inLanguage(row.class, language)}</span>
          <small>{inLanguage(row.subclass, language)}</small>
        </div>
      ),
    },
    {
      title: t('understand.tags.type'),
      dataIndex: 'type',
      render: (type: Tag['type'], row) => (
        <>
          {t(`understand.types.${type}`)} <span className="bn-quiet">{row.unit}</span>
        </>
      ),
    },
    {
      title: t('tags.source'),
      dataIndex: 'source',
      render: (source: Tag['source']) => (
        <span className="bn-quiet">{t(`understand.sources.${source}`)}</span>
      ),
    },
    {
      title: t('understand.tags.coverage'),
      ...sortable('coverage'),
      align: 'right',
      width: 140,
      render: (_, row) => <ShareBar share={row.coverage} />,
    },
    { title: t('tags.freshness'), key: 'freshness', render: (_, row) => <Freshness tag={row} /> },
    { title: t('understand.tags.asOf'), dataIndex: 'asOf', render: (day: string | null) => day ?? '—' },
    {
      title: t('understand.tags.refreshedAt'),
      ...sortable('refreshedAt'),
      render: (_, row) => format.time(row.refreshedAt),
    },
  ]
  return (
    <div>
      <FilterBar names={filterNames} refresh={() => void tags.refetch()}>
        <TextFilter name="search" label={t('understand.tags.search')} width={170} />
        <ChoiceFilter
          name="group"
          label={t('understand.tags.group')}
          width={140}
          options={(groups.data?.items ?? []).map(({ key, name }) => ({
            value: key,
            label: format.name(name),
          }))}
        />
        <ChoiceFilter
          name="source"
          label={t('tags.source')}
          width={140}
          options={sources.map((value) => ({ value, label: t(`understand.sources.${value}`) }))}
        />
        <ChoiceFilter
          name="owner"
          label={t('tags.owner')}
          width={140}
          options={(classes.data?.owners ?? []).map((value) => ({
            value,
            label: inLanguage(value, language),
          }))}
        />
        <ChoiceFilter
          name="freshness"
          label={t('tags.freshness')}
          width={120}
          options={freshnesses.map((value) => ({ value, label: t(`tags.freshnesses.${value}`) }))}
        />
        <ChoiceFilter
          name="status"
          label={t('tags.status')}
          width={110}
          options={statuses.map((value) => ({ value, label: t(`tags.statuses.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.tags')}
        query={tags}
        columns={columns}
        rowKey={(row) => row.key}
        filtered={filterNames.some((name) => filters[name] !== undefined)}
        onOpen={(row) => void navigate({ to: '/understand/tags/$key', params: { key: row.key } })}
        onSortBy={(name, order) =>
          change({ sort: order === null ? undefined : `${order === 'descend' ? '-' : ''}${name}` })
        }
        empty={t('understand.tags.empty')}
      />
    </div>
  )
}
