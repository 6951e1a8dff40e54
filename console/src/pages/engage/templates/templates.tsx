import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TemplateSummary, templatesQuery } from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Page, useMay } from '../../../components/page.tsx'
import { contactChannels, useChannelName } from '../channel-name.ts'
import { NewTemplateDialog } from './new-template-dialog.tsx'
import { TemplateStatus, templateCategories, templateStatuses } from './template-status.tsx'

const filterNames = ['search', 'channel', 'status', 'category'] as const

export function TemplatesPage() {
  const { t } = useTranslation()
  const [creating, setCreating] = useState(false)
  const mayWrite = useMay('engage:write')
  return (
    <Page
      title={t('common.pages.templates')}
      lead={t('templates.lead')}
      scope="engage:read"
      actions={
        <>
          <Link to="/engage/content-rules">
            <Button>{t('templates.rules.open')}</Button>
          </Link>{' '}
          {mayWrite && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t('templates.create')}
            </Button>
          )}
        </>
      }
    >
      <Templates />
      {creating && <NewTemplateDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function Templates() {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const navigate = useNavigate()
  const [filters, change] = useFilters()
  const sort = filters['sort'] === '-updatedAt' || filters['sort'] === 'updatedAt' ? filters['sort'] : 'key'
  const templates = useQuery({
    ...templatesQuery({
      cursor: filters['cursor'],
      search: filters['search'],
      channel: contactChannels.find((one) => one === filters['channel']),
      status: templateStatuses.find((one) => one === filters['status']),
      category: templateCategories.find((one) => one === filters['category']),
      sort,
    }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<TemplateSummary> = [
    {
      title: t('templates.name'),
      key: 'name',
      render: (_, template) => <NameAndKey name={template.name} id={template.key} />,
    },
    { title: t('templates.channel'), dataIndex: 'channel', render: channelName },
    {
      title: t('templates.category'),
      dataIndex: 'category',
      render: (category: TemplateSummary['category']) => t(`templates.categories.${category}`),
    },
    {
      title: t('templates.languages'),
      dataIndex: 'languages',
      render: (languages: TemplateSummary['languages']) =>
        languages.map((language) => <Tag key={language}>{t(`templates.language.${language}`)}</Tag>),
    },
    {
      title: t('templates.status'),
      key: 'status',
      render: (_, template) => <TemplateStatus template={template} />,
    },
    {
      title: t('templates.version'),
      dataIndex: 'publishedVersion',
      align: 'right',
      render: (version: number | null) => (version === null ? '—' : `v${version}`),
    },
    {
      title: t('templates.updatedAt'),
      key: 'updatedAt',
      dataIndex: 'updatedAt',
      sorter: true,
      sortOrder: sort === 'key' ? null : sort === 'updatedAt' ? 'ascend' : 'descend',
      render: format.time,
    },
  ]
  return (
    <>
      <FilterBar names={filterNames} refresh={() => void templates.refetch()}>
        <TextFilter name="search" label={t('templates.search')} width={200} />
        <ChoiceFilter
          name="channel"
          label={t('templates.channel')}
          options={contactChannels.map((value) => ({ value, label: channelName(value) }))}
        />
        <ChoiceFilter
          name="category"
          label={t('templates.category')}
          options={templateCategories.map((value) => ({ value, label: t(`templates.categories.${value}`) }))}
        />
        <ChoiceFilter
          name="status"
          label={t('templates.status')}
          options={templateStatuses.map((value) => ({ value, label: t(`templates.statuses.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('common.pages.templates')}
        query={templates}
        columns={columns}
        rowKey={(template) => template.key}
        filtered={filterNames.some((name) => filters[name] !== undefined)}
        onSort={(order) =>
          change({ sort: order === null ? undefined : order === 'ascend' ? 'updatedAt' : '-updatedAt' })
        }
        onOpen={({ key }) => void navigate({ to: '/engage/templates/$key', params: { key } })}
        empty={t('templates.empty')}
      />
    </>
  )
}
