import { DownOutlined, EditOutlined, PauseOutlined, PlayCircleOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  advanceJourney,
  changeState,
  deleteJourney,
  type Journey,
  type JourneyChange,
} from '../../../api/journeys.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { NewJourneyDialog } from './new-journey-dialog.tsx'

/** What may be done with a journey in its state; what may not is not shown. */
export function JourneyActions({ journey }: { journey: Journey }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const may = useMay('engage:write')
  const [open, setOpen] = useState<'cancel' | 'copy'>()
  const { key, status } = journey
  const renew = () => queries.invalidateQueries({ queryKey: ['journeys'] })
  const onError = useTellProblem()
  const change = useMutation({
    mutationFn: (which: JourneyChange) => changeState(key, which),
    onSuccess: async (_, which) => {
      await renew()
      message.success(t(`journeys.actions.done.${which}`))
    },
    onError,
  })
  const advance = useMutation({
    mutationFn: () => advanceJourney(key),
    onSuccess: async ({ state, moved, ticks }) => {
      await renew()
      if (state === 'leased') message.info(t('journeys.actions.leased'))
      else message.success(t('journeys.actions.advanced', { moved, ticks }))
    },
    onError,
  })
  const remove = useMutation({
    mutationFn: () => deleteJourney(key, journey.version),
    onSuccess: async () => {
      await navigate({ to: '/engage/journeys' })
      await renew()
      message.success(t('journeys.actions.deleted'))
    },
    onError,
  })
  if (!may) return null
  // A button that takes the place of another one can be clicked at once.
  const busy = (which: JourneyChange) => change.isPending && change.variables === which
  const confirm = (name: 'finish' | 'delete', run: () => void) =>
    modal.confirm({
      title: t(`journeys.actions.confirm.${name}.title`),
      content: t(`journeys.actions.confirm.${name}.text`),
      okText: t(`journeys.actions.${name}`),
      okButtonProps: { danger: name === 'delete' },
      cancelText: t('common.cancel'),
      onOk: run,
    })
  const live = status === 'running' || status === 'paused'
  const over = status === 'finished' || status === 'cancelled'
  return (
    <>
      {!over && (
        <Link to="/engage/journeys/$key/edit" params={{ key }}>
          <Button icon={<EditOutlined />} tabIndex={-1}>
            {t('journeys.edit')}
          </Button>
        </Link>
      )}
      {status === 'running' && (
        <Button icon={<PauseOutlined />} loading={busy('pause')} onClick={() => change.mutate('pause')}>
          {t('journeys.actions.pause')}
        </Button>
      )}
      {status === 'paused' && (
        <Button
          type="primary"
          icon={<PlayCircleOutlined />}
          loading={busy('resume')}
          onClick={() => change.mutate('resume')}
        >
          {t('journeys.actions.resume')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'copy', label: t('journeys.actions.duplicate') },
            ...(status === 'running' ? [{ key: 'advance', label: t('journeys.actions.advance') }] : []),
            ...(live
              ? [
                  { type: 'divider' as const },
                  { key: 'finish', label: t('journeys.actions.finish') },
                  { key: 'cancel', danger: true, label: t('journeys.actions.cancel') },
                ]
              : []),
            ...(journey.archivedAt !== null
              ? [{ key: 'restore', label: t('journeys.actions.restore') }]
              : over
                ? [{ key: 'archive', label: t('journeys.actions.archive') }]
                : []),
            ...(journey.publishedVersion === null
              ? [{ key: 'delete', danger: true, label: t('journeys.actions.delete') }]
              : []),
          ],
          onClick: ({ key: picked }) => {
            if (picked === 'copy' || picked === 'cancel') setOpen(picked)
            if (picked === 'advance') advance.mutate()
            if (picked === 'archive' || picked === 'restore') change.mutate(picked)
            if (picked === 'finish') confirm('finish', () => change.mutate('finish'))
            if (picked === 'delete') confirm('delete', () => remove.mutate())
          },
        }}
      >
        <Button icon={<DownOutlined />} iconPlacement="end">
          {t('journeys.actions.more')}
        </Button>
      </Dropdown>
      {open === 'cancel' && <CancelDialog journey={journey} onClose={() => setOpen(undefined)} />}
      {open === 'copy' && <NewJourneyDialog copyOf={journey} onClose={() => setOpen(undefined)} />}
    </>
  )
}
