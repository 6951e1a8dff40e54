import { ExclamationCircleOutlined, FilterOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { metricAnswerQuery, type Widget, type WidgetQuestion } from '../../../../api/dashboards.ts'
import { useFormats } from '../../../../app/format.ts'
import { useLanguage } from '../../../../app/language.ts'
import { useAnswer } from '../../analyses/use-answer.ts'
import { AnalysisWidget } from './analysis-widget.tsx'
import { useBoard } from './board-context.ts'
import { FullScreen } from './full-screen.tsx'
import { MetricWidget } from './metric-widget.tsx'
import { Note } from './note.tsx'
import { useSeen } from './use-seen.ts'
import { Waiting } from './waiting.tsx'
import { WidgetMenu } from './widget-menu.tsx'

interface Properties {
  readonly widget: Widget
  /** Undefined while the filters are being laid over it. */
  readonly question: WidgetQuestion | undefined
  /** Why the questions of the board could not be made. */
  readonly error: unknown
  readonly again: () => void
  /** While the board is edited: what moves, changes and removes the widget. */
  readonly tools?: ReactNode
}

/** One widget of a board: asked when it is first seen, given up when the board is left. */
export function WidgetCard({ widget, question, error, again, tools }: Properties) {
  const { t } = useTranslation()
  const format = useFormats()
  const language = useLanguage()
  const queries = useQueryClient()
  const { printing } = useBoard()
  const { element, seen, width } = useSeen()
  const shown = seen || printing
  const [full, setFull] = useState(false)
  const live = useAnswer(shown && question?.kind === 'analysis' ? question.analysis : null, true)
  const { content } = widget
  const picture = 'picture' in content ? content.picture : 'auto'
  const title = widget.title ?? question?.title
  const refresh = () => {
    if (question?.kind === 'metric') void queries.invalidateQueries(metricAnswerQuery(question.question))
    else live.again()
  }
  const untitled = content.kind === 'note' && widget.title === undefined
  const name = title === undefined ? '' : format.name(title)
  return (
    <section className="bn-widget" ref={element} aria-label={name} data-kind={content.kind}>
      {(!untitled || tools !== undefined) && (
        <header className="bn-widget-head">
          {tools}
          <h2 title={name}>{untitled ? '' : name}</h2>
          <Ignored question={question} />
          {tools === undefined && content.kind !== 'note' && (
            <WidgetMenu
              name={name}
              widget={widget}
              question={question}
              live={live}
              onRefresh={refresh}
              onFullScreen={() => setFull(true)}
            />
          )}
        </header>
      )}
      <div className="bn-widget-body">
        {content.kind === 'note' ? (
          <Note text={content.text[language]} />
        ) : question === undefined ? (
          <Waiting error={error} again={again} />
        ) : question.kind === 'missing' ? (
          <div className="bn-widget-state" role="alert">
            <ExclamationCircleOutlined />
            <p>{t(`dashboards.missing.${question.reason}`, { key: question.key })}</p>
          </div>
        ) : question.kind === 'metric' ? (
          <MetricWidget question={question.question} seen={shown} />
        ) : (
          question.kind === 'analysis' &&
          content.kind !== 'metric' && <AnalysisWidget live={live} picture={picture} width={width} />
        )}
      </div>
      {full && (
        <FullScreen
          name={name}
          question={question}
          picture={picture}
          live={live}
          onClose={() => setFull(false)}
        />
      )}
    </section>
  )
}

/** Which filters of the board say nothing about this widget. */
function Ignored({ question }: { question: WidgetQuestion | undefined }) {
  const { t } = useTranslation()
  if (question === undefined || question.ignored.length === 0) return null
  const names = question.ignored.map((one) => t(`dashboards.filters.${one}`)).join(' · ')
  return (
    <Tooltip title={t('dashboards.ignored', { names })}>
      <FilterOutlined
        className="bn-quiet"
        role="img"
        tabIndex={0}
        aria-label={t('dashboards.ignored', { names })}
      />
    </Tooltip>
  )
}
