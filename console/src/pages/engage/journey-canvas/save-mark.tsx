import { CheckOutlined, LoadingOutlined, WarningOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import type { Autosave } from './use-autosave.ts'

/** Whether the draft is on the server. */
export function SaveMark({ autosave: { state, version } }: { autosave: Autosave }) {
  const { t } = useTranslation()
  const failed = state.kind === 'failed' || state.kind === 'conflict'
  return (
    <span className="bn-save-mark" role="status" data-state={state.kind} data-testid="save-state">
      {failed ? (
        <WarningOutlined aria-hidden />
      ) : state.kind === 'saved' ? (
        <CheckOutlined aria-hidden />
      ) : (
        <LoadingOutlined aria-hidden />
      )}
      {t(`journeys.save.${state.kind}`, { version })}
    </span>
  )
}

/** What to do when somebody else saved, or when saving failed. */
export function SaveTrouble({ autosave }: { autosave: Autosave }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { state } = autosave
  if (state.kind === 'conflict')
    return (
      <Alert
        type="warning"
        showIcon
        title={t('journeys.save.conflictTitle', { time: format.time(state.theirs.updatedAt) })}
        action={
          <>
            <Button size="small" onClick={autosave.takeTheirs}>
              {t('journeys.save.takeTheirs')}
            </Button>{' '}
            <Button size="small" danger onClick={autosave.keepMine}>
              {t('journeys.save.keepMine')}
            </Button>
          </>
        }
      />
    )
  if (state.kind === 'failed')
    return (
      <Alert
        type="error"
        showIcon
        title={t('journeys.save.failedTitle')}
        description={[
          state.problem.detail,
          ...state.problem.errors.map(({ path, message }) => `${path} ${message}`),
        ]
          .filter((text) => text !== '')
          .join(' · ')}
        action={
          <Button size="small" onClick={() => void autosave.flush()}>
            {t('journeys.save.again')}
          </Button>
        }
      />
    )
  return null
}
