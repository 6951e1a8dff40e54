import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Space, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  customerListQuery,
  type CustomerListDetail,
  deleteList,
  rejectionsQuery,
} from '../../../api/customer-lists.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { UploadDialog } from './upload-dialog.tsx'

/** Uploads of a list, what was not taken, and which segments use it. */
export function ListDetails({ id, onDeleted }: { id: string; onDeleted: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const list = useQuery(customerListQuery(id))
  if (list.isError) return <ProblemState error={list.error} retry={() => void list.refetch()} />
  if (list.data === undefined) return <LoadingState />
  const { name, versions, usedBy, description } = list.data
  return (
    <>
      <h3 style={{ marginTop: 0 }}>{format.name(name)}</h3>
      {description !== '' && <p className="bn-quiet">{description}</p>}
      <Actions list={list.data} onDeleted={onDeleted} />
      <h3>{t('segments.lists.usedBy')}</h3>
      {usedBy.length === 0 ? (
        <p className="bn-quiet">{t('segments.lists.nobody')}</p>
      ) : (
        <p>
          {usedBy.map((key) => (
            <Link key={key} className="bn-chip" to="/understand/segments/$key" params={{ key }}>
              {key}
            </Link>
          ))}
        </p>
      )}
      <h3>{t('segments.lists.versions')}</h3>
      <Table
        size="small"
        rowKey="version"
        pagination={{ pageSize: 6, hideOnSinglePage: true, size: 'small' }}
        dataSource={versions}
        columns={[
          {
            title: t('segments.lists.version'),
            dataIndex: 'version',
            render: (version: number) => `v${version}`,
          },
          {
            title: t('segments.lists.customers'),
            dataIndex: 'customers',
            align: 'right',
            render: format.count,
          },
          { title: t('segments.lists.unknown'), dataIndex: 'unknown', align: 'right', render: format.count },
          {
            title: t('segments.lists.duplicates'),
            dataIndex: 'duplicates',
            align: 'right',
            render: format.count,
          },
          { title: t('segments.lists.by'), dataIndex: 'createdBy' },
          { title: t('segments.lists.updated'), dataIndex: 'createdAt', render: format.time },
        ]}
      />
      <h3>{t('segments.lists.rejections')}</h3>
      <Rejections id={id} />
    </>
  )
}

function Actions({ list, onDeleted }: { list: CustomerListDetail; onDeleted: () => void }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const [uploading, setUploading] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteList(list.key),
    onSuccess: async () => {
      onDeleted()
      await queries.invalidateQueries({ queryKey: ['customer-lists'] })
      message.success(t('segments.lists.deleted'))
    },
    onError: tellProblem,
  })
  if (!may) return null
  const ask = () =>
    modal.confirm({
      title: t('segments.lists.deleteTitle'),
      content: t('segments.lists.deleteText'),
      okText: t('segments.lists.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => remove.mutateAsync().catch(() => undefined),
    })
  return (
    <Space>
      {list.origin === 'upload' && (
        <Button onClick={() => setUploading(true)}>{t('segments.lists.again')}</Button>
      )}
      <Button
        danger
        disabled={list.usedBy.length > 0}
        title={list.usedBy.length > 0 ? t('segments.lists.deleteText') : ''}
        onClick={ask}
      >
        {t('segments.lists.delete')}
      </Button>
      {uploading && <UploadDialog again={list} onClose={() => setUploading(false)} />}
    </Space>
  )
}

function Rejections({ id }: { id: string }) {
  const { t } = useTranslation()
  const rejections = useQuery(rejectionsQuery(id))
  if (rejections.isError)
    return <ProblemState error={rejections.error} retry={() => void rejections.refetch()} />
  const items = rejections.data?.items ?? []
  if (!rejections.isPending && items.length === 0)
    return <p className="bn-quiet">{t('segments.lists.allTaken')}</p>
  return (
    <Table
      size="small"
      rowKey={({ line, reason }) => `${line} ${reason}`}
      loading={rejections.isPending}
      pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small', showSizeChanger: false }}
      dataSource={items}
      columns={[
        { title: t('segments.lists.line'), dataIndex: 'line', align: 'right' },
        { title: t('segments.lists.number'), dataIndex: 'number', className: 'bn-code' },
        {
          title: t('segments.lists.reason'),
          dataIndex: 'reason',
          render: (reason: 'unknown' | 'duplicate') => t(`segments.lists.reasons.${reason}`),
        },
      ]}
    />
  )
}
