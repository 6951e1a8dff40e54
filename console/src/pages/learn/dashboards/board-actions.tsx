import {
  CopyOutlined,
  DeleteOutlined,
  DownloadOutlined,
  EditOutlined,
  FlagOutlined,
  InboxOutlined,
  MailOutlined,
  MoreOutlined,
  PrinterOutlined,
  ShareAltOutlined,
} from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  archiveDashboard,
  type BoardFilters,
  copyDashboard,
  type Dashboard,
  dashboardQuery,
  deleteDashboard,
  restoreDashboard,
} from '../../../api/dashboards.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { AnnotationsDialog } from './annotations-dialog.tsx'
import { MailingsDialog } from './sharing/mailings-dialog.tsx'
import { ShareDialog } from './sharing/share-dialog.tsx'
import { useExport } from './use-export.ts'

interface Properties {
  readonly board: Dashboard
  /** Those in force. */
  readonly filters: BoardFilters
  readonly onEdit: () => void
  readonly onPrint: () => void
}

/** Shares, mails, prints, copies, puts away or deletes a board. */
export function BoardActions({ board, filters, onEdit, onPrint }: Properties) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const mayWrite = useMay('learn:write')
  const exporting = useExport(board.id, filters)
  const [dialog, setDialog] = useState<'share' | 'mail' | 'marks'>()
  const refused = useTellProblem()
  const copy = useMutation({
    mutationFn: () =>
      copyDashboard(board.id, {
        'zh-CN': `${board.name['zh-CN']}（副本）`,
        en: `${board.name.en} (copy)`,
      }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
      message.success(t('dashboards.copied'))
      await navigate({ to: '/learn/dashboards/$id', params: { id: String(id) } })
    },
    onError: refused,
  })
  const put = useMutation({
    mutationFn: () => (board.archivedAt === null ? archiveDashboard(board) : restoreDashboard(board)),
    onSuccess: async (changed) => {
      queries.setQueryData(dashboardQuery(board.id).queryKey, changed)
      await queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
    },
    onError: refused,
  })
  const remove = () =>
    modal.confirm({
      title: t('dashboards.delete'),
      content: t('dashboards.deleteHelp', { name: format.name(board.name) }),
      okText: t('dashboards.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: async () => {
        try {
          await deleteDashboard(board)
        } catch (error) {
          refused(error)
          return
        }
        await navigate({ to: '/learn/dashboards' })
        await queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
        message.success(t('dashboards.deleted'))
      },
    })
  const owns = board.may === 'own' && mayWrite
  const acts = {
    marks: () => setDialog('marks'),
    csv: () => exporting.mutate({ format: 'csv', name: format.name(board.name) }),
    xlsx: () => exporting.mutate({ format: 'xlsx', name: format.name(board.name) }),
    print: onPrint,
    copy: () => copy.mutate(),
    archive: () => put.mutate(),
    delete: remove,
  }
  return (
    <>
      {mayWrite && (
        <Button icon={<MailOutlined />} onClick={() => setDialog('mail')}>
          {t('dashboards.mail')}
        </Button>
      )}
      {owns && (
        <Button icon={<ShareAltOutlined />} onClick={() => setDialog('share')}>
          {t('dashboards.share')}
        </Button>
      )}
      {mayWrite && board.may !== 'view' && board.archivedAt === null && (
        <Button type="primary" icon={<EditOutlined />} onClick={onEdit}>
          {t('dashboards.edit')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'csv', icon: <DownloadOutlined />, label: 'CSV' },
            { key: 'xlsx', icon: <DownloadOutlined />, label: 'Excel' },
            { key: 'print', icon: <PrinterOutlined />, label: t('dashboards.print') },
            { key: 'marks', icon: <FlagOutlined />, label: t('dashboards.annotations') },
            ...(mayWrite ? [{ key: 'copy', icon: <CopyOutlined />, label: t('dashboards.copy') }] : []),
            ...(owns
              ? [
                  {
                    key: 'archive',
                    icon: <InboxOutlined />,
                    label: t(board.archivedAt === null ? 'dashboards.archive' : 'dashboards.restore'),
                  },
                  { key: 'delete', icon: <DeleteOutlined />, label: t('dashboards.delete'), danger: true },
                ]
              : []),
          ],
          onClick: ({ key }) => acts[key as keyof typeof acts](),
        }}
      >
        <Button icon={<MoreOutlined />} aria-label={t('dashboards.more')} />
      </Dropdown>
      {dialog === 'share' && <ShareDialog board={board} onClose={() => setDialog(undefined)} />}
      {dialog === 'mail' && (
        <MailingsDialog board={board} filters={filters} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'marks' && <AnnotationsDialog board={board} onClose={() => setDialog(undefined)} />}
    </>
  )
}
