import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { numberIn, rowsOf, tableOf } from '#pictures'
import type { AnswerSeries } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { Figures } from '../../../../components/page.tsx'
import type { PictureProperties } from './picture.ts'

const DrawnPicture = lazy(() => import('./drawn-picture.tsx'))

/** Who left and who went on, and what tells them apart. */
export function DropOffAnswer(props: PictureProperties & { view: string | undefined; series: AnswerSeries }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { answered, series } = props
  const [summary] = rowsOf(tableOf(answered.answer, 'summary'), series)
  const telling = numberIn(summary, 'telling') ?? 0
  return (
    <>
      <Figures
        figures={[
          { label: t('analyses.dropOff.left'), value: format.count(numberIn(summary, 'gone')) },
          { label: t('analyses.dropOff.wentOn'), value: format.count(numberIn(summary, 'on')) },
          { label: t('analyses.dropOff.rate'), value: format.share(numberIn(summary, 'dropRate')) },
          {
            label: t('analyses.dropOff.telling'),
            value: `${format.count(telling)} / ${format.count(numberIn(summary, 'tested'))}`,
          },
        ]}
      />
      {telling === 0 ? (
        <p className="bn-quiet bn-answer-nothing">{t('analyses.dropOff.nothing')}</p>
      ) : (
        <>
          <Suspense fallback={<div style={{ height: 340 }} />}>
            <DrawnPicture {...props} series={series.key} />
          </Suspense>
          <p className="bn-quiet bn-ask-note">{t('analyses.dropOff.note')}</p>
        </>
      )}
    </>
  )
}
