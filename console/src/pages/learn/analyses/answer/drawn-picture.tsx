import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { drawAnswer, type Mark } from '#pictures'
import { useLanguage } from '../../../../app/language.ts'
import { useDark } from '../../../../app/theme.ts'
import { Chart } from '../../../../components/chart.tsx'
import type { PictureProperties } from './picture.ts'

interface Properties extends Omit<PictureProperties, 'words'> {
  readonly view: string | undefined
  readonly series?: string
  readonly marks?: readonly Mark[]
  /** Pixels; as the picture looks best unless said. */
  readonly height?: number | '100%'
  readonly width?: number
}

/** A picture that ECharts draws; whatever has customers behind it tells who they are. */
export default function DrawnPicture(props: Properties) {
  const { answered, names, onWho, view, series, marks, height, width } = props
  const { t } = useTranslation()
  const language = useLanguage()
  const dark = useDark()
  const { analysis, answer } = answered
  const picture = useMemo(
    () => drawAnswer({ question: analysis, answer, language, dark, names, view, series, marks, width }),
    [analysis, answer, language, dark, names, view, series, marks, width],
  )
  if (picture === null) return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  return (
    <Chart
      option={picture.option}
      height={height ?? picture.height}
      label={t(`analyses.types.${analysis.type}`)}
      onPick={(picked) => {
        const cell = picture.cellAt(picked)
        if (cell !== undefined) onWho(cell)
      }}
    />
  )
}
