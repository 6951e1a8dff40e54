import { PushpinOutlined } from '@ant-design/icons'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  changeDashboard,
  dashboardQuery,
  dashboardsQuery,
  type WidgetContent,
} from '../../../api/dashboards.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { newWidget } from './editing/new-widget.ts'

/** Puts what the page shows onto a board of one's choice; null while there is nothing to put. */
export function PinToDashboard({ content }: { content: WidgetContent | null }) {
  const { t } = useTranslation()
  const may = useMay('learn:write')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button icon={<PushpinOutlined />} disabled={content === null} onClick={() => setOpen(true)}>
        {t('dashboards.pin')}
      </Button>
      {open && content !== null && <PinDialog content={content} onClose={() => setOpen(false)} />}
    </>
  )
}

function PinDialog({ content, onClose }: { content: WidgetContent; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<number>()
  const boards = useQuery({
    ...dashboardsQuery({ limit: 100, search: search === '' ? undefined : search }),
    placeholderData: keepPreviousData,
  })
  const pin = useMutation({
    mutationFn: async (id: number) => {
      const board = await queries.fetchQuery({ ...dashboardQuery(id), staleTime: 0 })
      const { name, description, filters, widgets } = board
      return changeDashboard(board, {
        name,
        description,
        filters,
        widgets: [...widgets, newWidget(widgets, content)],
      })
    },
    onSuccess: async (board) => {
      queries.setQueryData(dashboardQuery(board.id).queryKey, board)
      await queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
      message.success({
        content: (
          <>
            {t('dashboards.pinned')}{' '}
            <Link to="/learn/dashboards/$id" params={{ id: String(board.id) }}>
              {format.name(board.name)}
            </Link>
          </>
        ),
        duration: 6,
      })
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('dashboards.pin')}
      okText={t('dashboards.add')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: chosen === undefined }}
      confirmLoading={pin.isPending}
      onOk={() => chosen !== undefined && pin.mutate(chosen)}
      onCancel={onClose}
    >
      <Select
        style={{ width: '100%' }}
        showSearch={{ filterOption: false, onSearch: setSearch }}
        aria-label={t('dashboards.chooseBoard')}
        placeholder={t('dashboards.chooseBoard')}
        loading={boards.isFetching}
        notFoundContent={boards.isFetching ? null : t('dashboards.noBoards')}
        value={chosen}
        options={(boards.data?.items ?? [])
          .filter(({ may }) => may !== 'view')
          .map(({ id, name, ownerName }) => ({ value: id, label: `${format.name(name)} · ${ownerName}` }))}
        onChange={setChosen}
      />
      <ProblemAlert error={pin.error ?? boards.error} />
    </Modal>
  )
}
