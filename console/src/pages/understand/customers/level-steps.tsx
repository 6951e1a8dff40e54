import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Identity } from '../../../api/customers.ts'
import { levels } from './names.ts'

/** How well a customer is known: the steps that something speaks for are filled, the level is named. */
export function LevelSteps({ identity }: { identity: Identity }) {
  const { t } = useTranslation()
  const reached = levels.indexOf(identity.level)
  const evidenceOf = (step: Identity['steps'][number]) =>
    step.evidence === 0 || step.level === 'anonymous'
      ? t('customers.levelEvidence.none')
      : t(`customers.levelEvidence.${step.level}`, { count: step.evidence })
  return (
    <>
      <p className="bn-level-name">{t(`customers.levels.${identity.level}`)}</p>
      <ol className="bn-levels">
        {identity.steps.map((step) => (
          <Tooltip key={step.level} title={`${t(`customers.levels.${step.level}`)}: ${evidenceOf(step)}`}>
            <li
              tabIndex={0}
              data-met={step.evidence > 0}
              data-reached={levels.indexOf(step.level) <= reached}
              aria-label={`${t(`customers.levels.${step.level}`)}: ${evidenceOf(step)}`}
            >
              {t(`customers.levels.${step.level}`)}
            </li>
          </Tooltip>
        ))}
      </ol>
    </>
  )
}
