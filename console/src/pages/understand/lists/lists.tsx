import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { customerListsQuery } from '../../../api/customer-lists.ts'
import type { CustomerList } from '../../../api/rules.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Page, useMay, useSeesEverybody } from '../../../components/page.tsx'
import { ListDetails } from './list-details.tsx'
import { UploadDialog } from './upload-dialog.tsx'

const sorts = ['customers', '-customers', 'updated', '-updated'] as const

export function ListsPage() {
  const { t } = useTranslation()
  const everybody = useSeesEverybody()
  // A list is of the whole bank: rules of everybody read it.
  const may = useMay('understand:write') && everybody
  const [uploading, setUploading] = useState(false)
  return (
    <Page
      title={t('common.pages.lists')}
      lead={t('segments.lists.lead')}
      scope="understand:read"
      actions={
        may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setUploading(true)}>
            {t('segments.lists.upload')}
          </Button>
        )
      }
    >
      <Lists />
      {uploading && <UploadDialog onClose={() => setUploading(false)} />}
    </Page>
  )
}

function Lists() {
  const { t } = useTranslation()
  const everybody = useSeesEverybody()
  const format = useFormats()
  const [filters, change] = useFilters()
  const sort = sorts.find((one) => one === filters['sort'])
  const lists = useQuery({
    ...customerListsQuery({ cursor: filters['cursor'], search: filters['search'], sort }),
    placeholderData: keepPreviousData,
  })
  const opened = filters['list']
  return (
    <>
      <FilterBar names={['search']} refresh={() => void lists.refetch()}>
        <TextFilter name="search" label={t('segments.lists.search')} />
      </FilterBar>
      <CursorTable<CustomerList>
        label={t('common.pages.lists')}
        query={lists}
        filtered={filters['search'] !== undefined}
        rowKey={(list) => list.key}
        empty={t('segments.lists.empty')}
        onOpen={(list) => change({ list: list.key, cursor: filters['cursor'] })}
        onSort={(order) =>
          change({ sort: order === null ? undefined : order === 'ascend' ? 'customers' : '-customers' })
        }
        columns={[
          {
            title: t('segments.lists.list'),
            key: 'name',
            render: (_, list) => <NameAndKey name={list.name} id={list.key} />,
          },
          {
            title: t('segments.lists.origin'),
            dataIndex: 'origin',
            render: (origin: CustomerList['origin']) => t(`segments.lists.origins.${origin}`),
          },
          {
            title: t('segments.lists.customers'),
            dataIndex: 'customers',
            key: 'customers',
            align: 'right',
            sorter: everybody,
            sortOrder: sort === 'customers' ? 'ascend' : sort === '-customers' ? 'descend' : null,
            render: (customers: number) => <b>{format.count(customers)}</b>,
          },
          { title: t('segments.lists.unknown'), dataIndex: 'unknown', align: 'right', render: format.count },
          {
            title: t('segments.lists.duplicates'),
            dataIndex: 'duplicates',
            align: 'right',
            render: format.count,
          },
          {
            title: t('segments.lists.version'),
            dataIndex: 'version',
            align: 'right',
            render: (version: number) => `v${version}`,
          },
          { title: t('segments.lists.by'), dataIndex: 'createdBy' },
          { title: t('segments.lists.updated'), dataIndex: 'updatedAt', render: format.time },
        ]}
      />
      <Drawer
        open={opened !== undefined}
        size={560}
        destroyOnHidden
        title={opened}
        onClose={() => change({ list: undefined, cursor: filters['cursor'] })}
      >
        {opened !== undefined && <ListDetails id={opened} onDeleted={() => change({ list: undefined })} />}
      </Drawer>
    </>
  )
}
