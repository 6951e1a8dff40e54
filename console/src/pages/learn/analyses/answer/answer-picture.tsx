import { Select } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { matrixOf, pictureTexts, type View, viewsOf } from '#pictures'
import type { AnswerSeries } from '../../../../api/analyses.ts'
import { useLanguage } from '../../../../app/language.ts'
import { useFilters } from '../../../../app/search.ts'
import { AttributionNote } from './attribution-note.tsx'
import { DropOffAnswer } from './drop-off-answer.tsx'
import { FunnelPicture } from './funnel-picture.tsx'
import { MatrixPicture } from './heat-picture.tsx'
import type { PictureProperties } from './picture.ts'
import { RetentionPicture } from './retention-picture.tsx'

const DrawnPicture = lazy(() => import('./drawn-picture.tsx'))

/** The picture of an answer, and what can be chosen of it. */
export function AnswerPicture(props: PictureProperties) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [filters, change] = useFilters()
  const { answered, words } = props
  const { analysis, answer } = answered
  const series = answer.series.find(({ key }) => key === filters['series']) ?? answer.series[0]
  if (series === undefined)
    return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  const { views, ofOneSeries } = viewsOf(analysis, answer, filters['view'], words, pictureTexts[language])
  const view = (views.find(({ key }) => key === filters['view']) ?? views[0])?.key
  const choose = (name: 'view' | 'series', value: string | undefined, options: readonly View[]) =>
    options.length > 1 && (
      <Choice
        label={t(`analyses.answer.${name}`)}
        value={value}
        options={options}
        onChange={(next) => change({ [name]: next }, { replace: true })}
      />
    )
  const choices = [
    choose('view', view, views),
    ofOneSeries &&
      choose(
        'series',
        series.key,
        answer.series.map((one) => ({ key: one.key, label: words.series(one) })),
      ),
  ]
  return (
    <>
      {choices.some((choice) => choice !== false) && (
        <div className="bn-answer-choices">
          {choices[0]}
          {choices[1]}
        </div>
      )}
      <PictureOfType {...props} view={view} series={series} />
    </>
  )
}

/** What can be read row by row is a table for those who cannot see it; everything else is drawn. */
function PictureOfType(props: PictureProperties & { view: string | undefined; series: AnswerSeries }) {
  const { analysis, answer } = props.answered
  if (analysis.type === 'funnel' && props.view !== 'times') return <FunnelPicture {...props} />
  if (analysis.type === 'retention' && props.view === 'heat') return <RetentionPicture {...props} />
  if (analysis.type === 'heat' || analysis.type === 'tier_migration') {
    const matrix = matrixOf(analysis, answer)
    return matrix === null ? null : <MatrixPicture {...props} matrix={matrix} />
  }
  if (analysis.type === 'drop_off') return <DropOffAnswer {...props} />
  return (
    <Suspense fallback={<div style={{ height: 340 }} />}>
      {analysis.type === 'attribution' && <AttributionNote {...props} />}
      <DrawnPicture {...props} series={props.series.key} />
    </Suspense>
  )
}

/** The first choice is the usual one, and does not stand in the address. */
function Choice(props: {
  label: string
  value: string | undefined
  options: readonly View[]
  onChange: (next: string | undefined) => void
}) {
  const { label, value, options, onChange } = props
  return (
    <Select
      size="small"
      aria-label={label}
      className="bn-answer-choice"
      popupMatchSelectWidth={false}
      value={value}
      options={options.map(({ key, label: text }) => ({ value: key, label: text }))}
      onChange={(next) => onChange(next === options[0]?.key ? undefined : next)}
    />
  )
}
