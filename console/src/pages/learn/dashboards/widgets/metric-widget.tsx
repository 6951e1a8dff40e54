import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { drawMetricSeries, drawRanking, drawSparkline, metricValueText } from '#pictures'
import { type MetricAnswer, metricAnswerQuery, type MetricQuestion } from '../../../../api/dashboards.ts'
import { useFormats } from '../../../../app/format.ts'
import { useLanguage } from '../../../../app/language.ts'
import { useDark } from '../../../../app/theme.ts'
import { Change } from '../../metrics/change.tsx'
import { useMarks } from './use-marks.ts'
import { Waiting } from './waiting.tsx'

const Chart = lazy(() =>
  import('../../../../components/chart.tsx').then(({ Chart: part }) => ({ default: part })),
)

/** A metric: its newest value, its days, or the organisations in order. */
export function MetricWidget({ question, seen }: { question: MetricQuestion; seen: boolean }) {
  const { t } = useTranslation()
  const asked = useQuery({ ...metricAnswerQuery(question), enabled: seen })
  const answer = asked.data
  if (answer === undefined)
    return <Waiting error={asked.isError ? asked.error : undefined} again={() => void asked.refetch()} />
  const { shown } = question
  if (shown.show === 'ranking')
    return answer.ranking === null || answer.ranking.items.length === 0 ? (
      <Nothing />
    ) : (
      <Ranking answer={answer} by={shown.by} />
    )
  if (shown.show === 'series')
    return answer.points.some(({ value }) => value !== null) ? <Series answer={answer} /> : <Nothing />
  if (answer.number === null) return <Nothing />
  return <Newest answer={answer} against={t(`dashboards.against.${shown.against}`)} />
}

function Nothing() {
  const { t } = useTranslation()
  return <p className="bn-quiet bn-answer-nothing">{t('dashboards.noValues')}</p>
}

function Newest({ answer, against }: { answer: MetricAnswer; against: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const dark = useDark()
  const { metric, number, points } = answer
  const option = useMemo(() => drawSparkline(points, dark), [points, dark])
  if (number === null) return null
  return (
    <div className="bn-widget-number">
      <b title={format.decimal(number.value)}>{metricValueText(format, metric.unit, number.value)}</b>
      <p>
        <Change share={number.change} direction={metric.direction} />{' '}
        <span className="bn-quiet">
          {against} · {format.day(number.day)}
        </span>
      </p>
      {points.length > 1 && (
        <div className="bn-widget-spark">
          <Suspense fallback={null}>
            <Chart option={option} height="100%" label={t('metrics.chart')} />
          </Suspense>
        </div>
      )}
    </div>
  )
}

function Series({ answer }: { answer: MetricAnswer }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const dark = useDark()
  const marks = useMarks(answer)
  const option = useMemo(
    () => drawMetricSeries({ ...answer, unit: answer.metric.unit, language, dark, marks }),
    [answer, language, dark, marks],
  )
  return (
    <Suspense fallback={null}>
      <Chart option={option} height="100%" label={t('metrics.chart')} />
    </Suspense>
  )
}

function Ranking({ answer, by }: { answer: MetricAnswer; by: 'value' | 'change' }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const dark = useDark()
  const { metric, ranking } = answer
  const option = useMemo(
    () => drawRanking({ ...metric, by, items: ranking?.items ?? [], language, dark }),
    [metric, by, ranking, language, dark],
  )
  return (
    <Suspense fallback={null}>
      <Chart option={option} height="100%" label={t('dashboards.kinds.ranking')} />
    </Suspense>
  )
}
