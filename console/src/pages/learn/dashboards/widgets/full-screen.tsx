import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WidgetQuestion } from '../../../../api/dashboards.ts'
import type { LiveAnswer } from '../../analyses/use-answer.ts'
import { AnalysisWidget } from './analysis-widget.tsx'
import { MetricWidget } from './metric-widget.tsx'

interface Properties {
  readonly name: string
  readonly question: WidgetQuestion | undefined
  readonly picture: string
  readonly live: LiveAnswer
  readonly onClose: () => void
}

/** A widget as large as the window, with its numbers beneath it. */
export function FullScreen({ name, question, picture, live, onClose }: Properties) {
  const { t } = useTranslation()
  return (
    <Modal
      open
      width="min(1400px, 96vw)"
      centered
      title={name}
      footer={null}
      onCancel={onClose}
      closable={{ 'aria-label': t('dashboards.close') }}
    >
      <div className="bn-full-screen">
        {question?.kind === 'metric' && <MetricWidget question={question.question} seen />}
        {question?.kind === 'analysis' && (
          <AnalysisWidget live={live} picture={picture} width={1300} withNumbers />
        )}
      </div>
    </Modal>
  )
}
