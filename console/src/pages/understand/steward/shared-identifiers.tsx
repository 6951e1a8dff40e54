import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { allowShared, type SharedIdentifier, sharedQuery } from '../../../api/steward.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

/** Devices, phones and the like that so many use that they say nothing about who somebody is. */
export function SharedIdentifiers() {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor }] = useFilters()
  const shared = useQuery({ ...sharedQuery({ cursor, limit: 50 }), placeholderData: keepPreviousData })
  const columns: TableColumnsType<SharedIdentifier> = [
    { title: t('customers.identity.namespace'), dataIndex: 'namespace' },
    { title: t('customers.identity.value'), dataIndex: 'value', className: 'bn-code' },
    { title: t('steward.usedBy'), dataIndex: 'customers', align: 'right', render: format.count },
    { title: t('steward.actor'), dataIndex: 'actor' },
    { title: t('steward.note'), dataIndex: 'note' },
    { title: t('steward.at'), dataIndex: 'at', render: format.time },
    { title: '', key: 'allow', render: (_, row) => <Allow row={row} /> },
  ]
  return (
    <CursorTable
      label={t('steward.tabs.shared')}
      query={shared}
      columns={columns}
      rowKey={(row) => row.id}
      empty={t('steward.noShared')}
    />
  )
}

function Allow({ row }: { row: SharedIdentifier }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const allow = useMutation({
    mutationFn: () => allowShared(row.id, ''),
    onSuccess: async () => {
      message.success(t('steward.allowed'))
      await queries.invalidateQueries({ queryKey: ['identity'] })
    },
    onError: tellProblem,
  })
  if (!may || row.state !== 'shared') return null
  return (
    <Popconfirm title={`${t('steward.allow')}?`} onConfirm={() => allow.mutate()}>
      <Button size="small" loading={allow.isPending}>
        {t('steward.allow')}
      </Button>
    </Popconfirm>
  )
}
