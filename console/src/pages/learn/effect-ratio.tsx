import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Effect } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'

/** Before anything else is read: were the groups as large as they were meant to be? */
export function SampleRatio({ effect: { sampleRatio, holdout, treated } }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const style = { marginBottom: 12 }
  if (treated.customers === 0 && (holdout?.customers ?? 0) === 0) {
    return <Alert type="info" showIcon style={style} title={t('learn.effect.nobody')} />
  }
  if (holdout === null) {
    return <Alert type="warning" showIcon style={style} title={t('learn.effect.noHoldout')} />
  }
  if (sampleRatio === null) return null
  const words = {
    expected: format.share(sampleRatio.expectedHoldoutShare),
    observed: format.share(sampleRatio.observedHoldoutShare),
    chiSquare: sampleRatio.chiSquare.toFixed(3),
    p: format.probability(sampleRatio.p),
  }
  return sampleRatio.suspicious ? (
    <Alert type="error" showIcon style={style} title={t('learn.effect.ratio.broken', words)} />
  ) : (
    <Alert type="success" showIcon style={style} title={t('learn.effect.ratio.fine', words)} />
  )
}
