import { useBlocker } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'

/** Asks before the page is left with changes that were not saved; the browser asks before a reload. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const { t } = useTranslation()
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Modal
      open
      title={t('dashboards.leaveTitle')}
      onCancel={blocker.reset}
      footer={
        <>
          <Button danger onClick={blocker.proceed}>
            {t('dashboards.discard')}
          </Button>
          <Button type="primary" onClick={blocker.reset}>
            {t('dashboards.stay')}
          </Button>
        </>
      }
    >
      {t('dashboards.leaveText')}
    </Modal>
  )
}
