import { useBlocker } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'

/** Asks before the page is left with unsaved changes. A reload needs no question: the draft outlives it. */
export function LeaveGuard({ dirty, onDiscard }: { dirty: boolean; onDiscard: () => void }) {
  const { t } = useTranslation()
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Modal
      open
      title={t('segments.draft.leaveTitle')}
      onCancel={blocker.reset}
      footer={
        <>
          <Button
            danger
            onClick={() => {
              onDiscard()
              blocker.proceed()
            }}
          >
            {t('segments.draft.drop')}
          </Button>
          <Button onClick={blocker.proceed}>{t('segments.draft.keep')}</Button>
          <Button type="primary" onClick={blocker.reset}>
            {t('segments.draft.stay')}
          </Button>
        </>
      }
    >
      {t('segments.draft.leaveText')}
    </Modal>
  )
}
