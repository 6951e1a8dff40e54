import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Drawer, Tag as Chip, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Tag, tagGroupsQuery, tagsQuery } from '../../api/tags.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../components/filter-bar.tsx'
import { NameAndKey } from '../../components/name-and-key.tsx'
import { Page } from '../../components/page.tsx'
import { ShareBar } from '../../components/share-bar.tsx'
import { TagDetails } from './tag-details.tsx'
import { TagGroups } from './tag-groups.tsx'

export function TagsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.tags')} lead={t('understand.tags.lead')} scope="understand:read">
      <TagGroups />
      <Tags />
    </Page>
  )
}

function Tags() {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor, group, search, tag }, change] = useFilters()
  const groups = useQuery(tagGroupsQuery)
  const tags = useQuery({ ...tagsQuery({ cursor, group, search }), placeholderData: keepPreviousData })
  const nameOf = (key: string) => {
    const found = groups.data?.items.find((one) => one.key === key)
    return found === undefined ? key : format.name(found.name)
  }
  const columns: TableColumnsType<Tag> = [
    {
      title: t('understand.tags.tag'),
      key: 'name',
      render: (_, row) => <NameAndKey name={row.name} id={row.key} />,
    },
    { title: t('understand.tags.group'), dataIndex: 'group', render: nameOf },
    {
      title: t('understand.tags.type'),
      dataIndex: 'type',
      render: (type: Tag['type'], row) => (
        <>
          <Chip>{t(`understand.types.${type}`)}</Chip>
          {row.unit !== '' && <span className="bn-quiet">{row.unit}</span>}
        </>
      ),
    },
    {
      title: t('understand.tags.definition'),
      dataIndex: 'definition',
      className: 'bn-code',
      render: (definition: Tag['definition']) => <Clip width={330} text={definitionText(definition)} />,
    },
    {
      title: t('understand.tags.coverage'),
      dataIndex: 'coverage',
      align: 'right',
      width: 150,
      render: (coverage: number | null) => <ShareBar share={coverage} />,
    },
    { title: t('understand.tags.asOf'), dataIndex: 'asOf', render: (day: string | null) => day ?? '—' },
    { title: t('understand.tags.refreshedAt'), dataIndex: 'refreshedAt', render: format.time },
  ]
  return (
    <>
      <FilterBar names={['group', 'search']} refresh={() => void tags.refetch()}>
        <ChoiceFilter
          name="group"
          label={t('understand.tags.group')}
          options={(groups.data?.items ?? []).map((one) => ({
            value: one.key,
            label: format.name(one.name),
          }))}
        />
        <TextFilter name="search" label={t('understand.tags.search')} />
      </FilterBar>
      <CursorTable
        label={t('common.pages.tags')}
        query={tags}
        columns={columns}
        rowKey={(row) => row.key}
        filtered={group !== undefined || search !== undefined}
        onOpen={(row) => change({ cursor, tag: row.key })}
        empty={t('understand.tags.empty')}
      />
      <Drawer
        open={tag !== undefined}
        size={640}
        title={<span className="bn-code">{tag}</span>}
        onClose={() => change({ cursor, tag: undefined })}
      >
        {tag !== undefined && <TagDetails id={tag} />}
      </Drawer>
    </>
  )
}

/** `balance_average · days 30`: the kind, then its parameters. */
function definitionText({ kind, ...parameters }: Tag['definition']): string {
  const rest = Object.entries(parameters).map(([name, value]) => `${name} ${textOf(value)}`)
  return [textOf(kind), ...rest].join(' · ')
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
