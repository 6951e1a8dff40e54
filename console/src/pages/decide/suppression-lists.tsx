import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  archiveList,
  suppressionEntriesQuery,
  type SuppressionList,
  suppressionListsQuery,
} from '../../api/contact-policy.ts'
import { useFormats } from '../../app/format.ts'
import { Panel, useMay } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useTellProblem } from '../../components/tell-problem.ts'
import { EntriesDialog, ListDialog } from './suppression-dialogs.tsx'

/** Lists of customers who are not contacted: what each stops, who stands on it. */
export function SuppressionLists() {
  const { t } = useTranslation()
  const format = useFormats()
  const may = useMay('govern:write')
  const lists = useQuery(suppressionListsQuery)
  const [opened, setOpened] = useState<string>()
  const [editing, setEditing] = useState<SuppressionList | 'new'>()
  if (lists.isError) return <ProblemState error={lists.error} retry={() => void lists.refetch()} />
  const list = lists.data?.items.find(({ key }) => key === opened)
  return (
    <Panel>
      {may && (
        <Button icon={<PlusOutlined />} style={{ marginBottom: 8 }} onClick={() => setEditing('new')}>
          {t('decide.lists.add')}
        </Button>
      )}
      <Table
        size="small"
        loading={lists.isPending}
        pagination={false}
        rowKey="key"
        dataSource={lists.data?.items ?? []}
        onRow={({ key }) => ({ onClick: () => setOpened(key), style: { cursor: 'pointer' } })}
        columns={[
          { title: t('decide.lists.name'), dataIndex: 'name', render: format.name },
          { title: t('decide.lists.key'), dataIndex: 'key', className: 'bn-code' },
          {
            title: t('decide.lists.blocks'),
            dataIndex: 'blocks',
            render: (blocks: SuppressionList['blocks']) =>
              blocks.map((block) => <Tag key={block}>{t(`decide.categories.${block}`)}</Tag>),
          },
          {
            title: t('decide.lists.customers'),
            dataIndex: 'customers',
            align: 'right',
            render: format.count,
          },
          {
            title: t('decide.lists.origin'),
            dataIndex: 'builtIn',
            render: (builtIn: boolean) => t(`decide.lists.${builtIn ? 'builtIn' : 'own'}`),
          },
        ]}
      />
      {editing !== undefined && (
        <ListDialog list={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      <Drawer
        open={list !== undefined}
        size={640}
        title={list === undefined ? '' : format.name(list.name)}
        onClose={() => setOpened(undefined)}
        destroyOnHidden
      >
        {list !== undefined && (
          <Entries list={list} onEdit={() => setEditing(list)} onGone={() => setOpened(undefined)} />
        )}
      </Drawer>
    </Panel>
  )
}

function Entries({
  list,
  onEdit,
  onGone,
}: {
  list: SuppressionList
  onEdit: () => void
  onGone: () => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { modal } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('govern:write')
  const [cursors, setCursors] = useState<readonly string[]>([])
  const [adding, setAdding] = useState<boolean>()
  const entries = useQuery(suppressionEntriesQuery(list.key, { cursor: cursors.at(-1), limit: 50 }))
  const archive = useMutation({
    mutationFn: () => archiveList(list.key),
    onSuccess: async () => {
      onGone()
      await queries.invalidateQueries({ queryKey: ['suppression-lists'] })
    },
    onError: tellProblem,
  })
  const next = entries.data?.next ?? null
  return (
    <>
      {list.description !== '' && <p className="bn-quiet">{list.description}</p>}
      {may && (
        <Space style={{ marginBottom: 12 }}>
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('decide.lists.addCustomers')}
          </Button>
          <Button onClick={() => setAdding(false)}>{t('decide.lists.endEntries')}</Button>
          <Button onClick={onEdit}>{t('decide.lists.edit')}</Button>
          {!list.builtIn && (
            <Button
              danger
              onClick={() =>
                modal.confirm({
                  title: t('decide.lists.archiveTitle'),
                  content: t('decide.lists.archiveText'),
                  onOk: () => archive.mutateAsync().catch(() => undefined),
                })
              }
            >
              {t('decide.lists.archive')}
            </Button>
          )}
        </Space>
      )}
      {entries.isError ? (
        <ProblemState error={entries.error} retry={() => void entries.refetch()} />
      ) : (
        <Table
          size="small"
          loading={entries.isPending}
          pagination={false}
          rowKey={({ customer, channel }) => `${customer} ${channel}`}
          dataSource={entries.data?.items ?? []}
          locale={{ emptyText: t('decide.lists.empty') }}
          columns={[
            {
              title: t('decide.lists.customer'),
              dataIndex: 'customerNumber',
              className: 'bn-code',
              render: (number: string, { customer }) => (number === '' ? `#${customer}` : number),
            },
            {
              title: t('decide.policy.channels'),
              dataIndex: 'channel',
              render: (channel: string) => (channel === '' ? t('decide.policy.everyChannel') : channel),
            },
            { title: t('decide.lists.since'), dataIndex: 'at', render: format.time },
            { title: t('decide.lists.until'), dataIndex: 'until', render: format.time },
            { title: t('decide.lists.evidence'), dataIndex: 'evidence' },
          ]}
        />
      )}
      <Space style={{ marginTop: 8 }}>
        <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          {t('common.previous')}
        </Button>
        <Button disabled={next === null} onClick={() => next !== null && setCursors([...cursors, next])}>
          {t('common.next')}
        </Button>
      </Space>
      {adding !== undefined && (
        <EntriesDialog list={list} active={adding} onClose={() => setAdding(undefined)} />
      )}
    </>
  )
}
