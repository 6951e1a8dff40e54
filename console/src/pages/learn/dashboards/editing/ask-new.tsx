import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WidgetContent } from '../../../../api/dashboards.ts'
import { writeQuestion } from '../../analyses/model/gaps.ts'
import { newQuestion } from '../../analyses/model/new-question.ts'
import type { Question } from '../../analyses/model/question.ts'
import { QuestionPanel } from '../../analyses/question/question-panel.tsx'
import { useAnswer } from '../../analyses/use-answer.ts'
import { AnalysisWidget } from '../widgets/analysis-widget.tsx'
import { useBoard } from '../widgets/board-context.ts'

/** A question asked for this board alone, with its answer beside it. */
export function AskNew({ onAdd }: { onAdd: (content: WidgetContent) => void }) {
  const { t } = useTranslation()
  const { catalogue } = useBoard()
  const [question, setQuestion] = useState<Question>(() => newQuestion('trend'))
  const analysis = useMemo(() => writeQuestion(question), [question])
  const live = useAnswer(analysis, true)
  const problems = (live.problem?.errors ?? []).map(({ path, message }) => ({
    path: path.replace(/^\/analysis/, ''),
    message,
  }))
  return (
    <div className="bn-analysis">
      <QuestionPanel
        editor={{ question, settled: question, isSettled: true, broken: false, change: setQuestion }}
        catalogue={catalogue}
        problems={problems}
      />
      <div>
        <div className="bn-widget" style={{ height: 360 }}>
          <div className="bn-widget-body">
            {analysis === null ? (
              <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.emptyHelp')}</p>
            ) : (
              <AnalysisWidget live={live} picture="auto" width={500} />
            )}
          </div>
        </div>
        <Button
          type="primary"
          style={{ marginTop: 12 }}
          disabled={analysis === null}
          onClick={() => analysis !== null && onAdd({ kind: 'analysis', analysis, picture: 'auto' })}
        >
          {t('dashboards.add')}
        </Button>
      </div>
    </div>
  )
}
