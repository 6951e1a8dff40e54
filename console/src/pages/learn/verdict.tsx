import { useTranslation } from 'react-i18next'
import type { Effect } from '../../api/effects.ts'
import { StatusDot, type Tone } from '../../components/status-dot.tsx'

export type VerdictName = 'noHoldout' | 'suspicious' | 'better' | 'worse' | 'unclear'

/** What the interval allows to say. A broken assignment ratio comes first: nothing may be read from it. */
export function verdictOf({
  conversion,
  sampleRatio,
}: Pick<Effect, 'conversion' | 'sampleRatio'>): VerdictName {
  if (conversion === null) return 'noHoldout'
  if (sampleRatio?.suspicious === true) return 'suspicious'
  if (conversion.low > 0) return 'better'
  if (conversion.high < 0) return 'worse'
  return 'unclear'
}

const tones: Record<VerdictName, Tone> = {
  noHoldout: 'quiet',
  suspicious: 'bad',
  better: 'good',
  worse: 'bad',
  unclear: 'warn',
}

export function Verdict({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const verdict = verdictOf(effect)
  return (
    <StatusDot tone={tones[verdict]}>
      {t(`learn.verdicts.${verdict}`)}
      {!effect.complete && <span className="bn-quiet">{t('learn.effects.running')}</span>}
    </StatusDot>
  )
}
