import { useTranslation } from 'react-i18next'
import type { AlertRule } from '../../../api/alerts.ts'

/** What a rule watches for, in words. */
export function useConditionText(): (rule: Pick<AlertRule, 'condition'>) => string {
  const { t } = useTranslation()
  return ({ condition }) => {
    switch (condition.type) {
      case 'threshold':
        return t(`alerts.conditions.${condition.op}`, { value: condition.value })
      case 'change':
        return t('alerts.conditions.change', {
          direction: t(`alerts.directions.${condition.direction}`),
          percent: condition.percent,
          against: t(`alerts.against.${condition.against}`),
        })
      case 'anomaly':
        return t('alerts.conditions.anomaly', { direction: t(`alerts.directions.${condition.direction}`) })
    }
  }
}
