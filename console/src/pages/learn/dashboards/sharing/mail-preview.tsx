import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Mailing, mailPreviewQuery } from '../../../../api/dashboards.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'

interface Properties {
  readonly mailing: Pick<Mailing, 'dashboard' | 'recipients' | 'language' | 'filters'>
  readonly onClose: () => void
}

const policy =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">'

/** The mail as its readers would get it now, in a frame that runs no scripts and loads nothing. */
export function MailPreview({ mailing, onClose }: Properties) {
  const { t } = useTranslation()
  const { dashboard, recipients, language, filters } = mailing
  const preview = useQuery(mailPreviewQuery(dashboard, { language, filters }))
  return (
    <Modal open centered width={800} title={t('dashboards.preview')} footer={null} onCancel={onClose}>
      {preview.isError ? (
        <ProblemState error={preview.error} retry={() => void preview.refetch()} />
      ) : preview.data === undefined ? (
        <LoadingState />
      ) : (
        <div className="bn-mail-preview">
          <header>
            <strong>{preview.data.subject}</strong>
            {recipients.length > 0 && (
              <span className="bn-quiet">{t('dashboards.mailTo', { to: recipients.join(', ') })}</span>
            )}
          </header>
          <iframe title={preview.data.subject} sandbox="" srcDoc={`${policy}${preview.data.html}`} />
        </div>
      )}
    </Modal>
  )
}
