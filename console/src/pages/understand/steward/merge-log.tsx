import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Tag, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type MergeLine, mergesQuery, undoMerge } from '../../../api/steward.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { useMay } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { CustomerLink } from './customer-link.tsx'
import { IdentifierPair } from './identifier-pair.tsx'

/** Every merge with its evidence; each can be taken apart. */
export function MergeLog() {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor }] = useFilters()
  const merges = useQuery({ ...mergesQuery({ cursor, limit: 50 }), placeholderData: keepPreviousData })
  const columns: TableColumnsType<MergeLine> = [
    { title: t('steward.at'), dataIndex: 'at', render: format.time },
    {
      title: t('steward.customer'),
      key: 'customers',
      render: (_, { customer, into, customerNumbers }) => (
        <>
          <CustomerLink customer={customer} number={customerNumbers[0]} />{' '}
          <span className="bn-quiet">{t('steward.into')}</span>{' '}
          <CustomerLink customer={into} number={customerNumbers[1]} />
        </>
      ),
    },
    {
      title: t('steward.identifiers'),
      dataIndex: 'identifiers',
      render: (identifiers: MergeLine['identifiers']) => <IdentifierPair identifiers={identifiers} />,
    },
    {
      title: t('steward.evidence'),
      dataIndex: 'evidence',
      render: ({ rule, message }: MergeLine['evidence']) => (
        <>
          <Tag>{rule}</Tag>
          <small className="bn-code bn-quiet">{message}</small>
        </>
      ),
    },
    {
      title: t('steward.state'),
      dataIndex: 'state',
      render: (state: MergeLine['state']) => (
        <StatusDot tone={state === 'merged' ? 'good' : 'quiet'}>
          {state === 'merged' ? t('steward.stands') : t('steward.separated')}
        </StatusDot>
      ),
    },
    { title: '', key: 'undo', render: (_, merge) => <Undo merge={merge} /> },
  ]
  return (
    <CursorTable
      label={t('steward.tabs.merges')}
      query={merges}
      columns={columns}
      rowKey={(merge) => merge.id}
      empty={t('steward.noMerges')}
    />
  )
}

function Undo({ merge }: { merge: MergeLine }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const undo = useMutation({
    mutationFn: () => undoMerge(merge.id, ''),
    onSuccess: async () => {
      message.success(t('steward.undone'))
      await Promise.all(
        ['identity', 'duplicates', 'customers'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      )
    },
    onError: tellProblem,
  })
  if (!may || merge.state !== 'merged') return null
  return (
    <Popconfirm title={t('steward.undoQuestion')} onConfirm={() => undo.mutate()}>
      <Button size="small" loading={undo.isPending}>
        {t('steward.undo')}
      </Button>
    </Popconfirm>
  )
}
