import { EyeOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Empty, Modal, Popconfirm, Switch, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BoardFilters,
  type Dashboard,
  deleteMailing,
  type Mailing,
  mailingsQuery,
  saveMailing,
  sendMailing,
} from '../../../../api/dashboards.ts'
import { useFormats } from '../../../../app/format.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'
import { useTellProblem } from '../../../../components/tell-problem.ts'
import { MailPreview } from './mail-preview.tsx'
import { MailingForm } from './mailing-form.tsx'
import { Sendings } from './sendings.tsx'

interface Properties {
  readonly board: Dashboard
  readonly filters: BoardFilters
  readonly onClose: () => void
}

/** To whom the board is mailed with its pictures, and when. */
export function MailingsDialog({ board, filters, onClose }: Properties) {
  const { t } = useTranslation()
  const mailings = useQuery(mailingsQuery(board.id))
  const [editing, setEditing] = useState<Mailing | 'new'>()
  const items = mailings.data?.items ?? []
  return (
    <Modal open width={680} title={t('dashboards.mail')} footer={null} onCancel={onClose}>
      {editing !== undefined ? (
        <MailingForm
          board={board}
          filters={filters}
          mailing={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      ) : mailings.isError ? (
        <ProblemState error={mailings.error} retry={() => void mailings.refetch()} />
      ) : mailings.isPending ? (
        <LoadingState />
      ) : (
        <>
          {items.length === 0 && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('dashboards.noMailings')} />
          )}
          {items.map((mailing) => (
            <MailingCard key={mailing.id} mailing={mailing} onEdit={() => setEditing(mailing)} />
          ))}
          <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t('dashboards.addMailing')}
          </Button>
        </>
      )}
    </Modal>
  )
}

function MailingCard({ mailing, onEdit }: { mailing: Mailing; onEdit: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [opened, setOpened] = useState(false)
  const [previewed, setPreviewed] = useState(false)
  const again = () => queries.invalidateQueries({ queryKey: mailingsQuery(mailing.dashboard).queryKey })
  const refused = useTellProblem()
  const turn = useMutation({
    mutationFn: (enabled: boolean) => {
      const { recipients, language, schedule, filters } = mailing
      return saveMailing(mailing.dashboard, mailing, { recipients, language, schedule, filters, enabled })
    },
    onSuccess: again,
    onError: refused,
  })
  const remove = useMutation({ mutationFn: () => deleteMailing(mailing), onSuccess: again, onError: refused })
  const send = useMutation({
    mutationFn: () => sendMailing(mailing),
    onSuccess: async () => {
      message.success(t('dashboards.sendingNow'))
      setOpened(true)
      await again()
    },
    onError: refused,
  })
  return (
    <article className="bn-mailing">
      <header>
        <b>{mailing.recipients.join(', ')}</b>
        <Switch
          size="small"
          checked={mailing.enabled}
          loading={turn.isPending}
          aria-label={t('dashboards.mailingOn')}
          onChange={(on) => turn.mutate(on)}
        />
      </header>
      <p className="bn-quiet">
        {t(`segments.schedule.${mailing.schedule.every}`)}
        {'at' in mailing.schedule ? ` ${mailing.schedule.at}` : ` ${mailing.schedule.cron}`} ·{' '}
        {t(`dashboards.languages.${mailing.language}`)}
        {mailing.enabled && mailing.dueAt !== null && (
          <> · {t('dashboards.nextMail', { time: format.time(mailing.dueAt) })}</>
        )}
      </p>
      <p>
        {mailing.stopped !== null && <Tag color="error">{t(`dashboards.stopped.${mailing.stopped}`)}</Tag>}
        {mailing.last === null ? (
          <span className="bn-quiet">{t('dashboards.neverSent')}</span>
        ) : (
          <>
            <Tag
              color={
                mailing.last.state === 'failed'
                  ? 'error'
                  : mailing.last.state === 'done'
                    ? 'success'
                    : 'processing'
              }
            >
              {t(`dashboards.sendingStates.${mailing.last.state}`)}
            </Tag>
            {format.time(mailing.last.at)}
          </>
        )}
      </p>
      <div className="bn-mailing-acts">
        <Button size="small" onClick={onEdit}>
          {t('dashboards.change')}
        </Button>
        <Button size="small" icon={<EyeOutlined />} onClick={() => setPreviewed(true)}>
          {t('dashboards.preview')}
        </Button>
        <Button size="small" loading={send.isPending} onClick={() => send.mutate()}>
          {t('dashboards.sendNow')}
        </Button>
        <Button size="small" type="text" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {t('dashboards.sendings')}
        </Button>
        <Popconfirm
          title={t('dashboards.removeMailing')}
          okText={t('common.yes')}
          cancelText={t('common.no')}
          onConfirm={() => remove.mutate()}
        >
          <Button size="small" type="text" danger>
            {t('dashboards.delete')}
          </Button>
        </Popconfirm>
      </div>
      {opened && <Sendings mailing={mailing} />}
      {previewed && <MailPreview mailing={mailing} onClose={() => setPreviewed(false)} />}
    </article>
  )
}
