import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operator } from './model/comparison.ts'

/** Columns of the bank's customer master data, in the words of the rule language. */
export const customerAttributes = [
  'gender',
  'birth_date',
  'province',
  'city',
  'branch',
  'manager',
  'opened',
  'risk',
  'occupation',
  'number',
] as const
type CustomerAttribute = (typeof customerAttributes)[number]
const dates: readonly string[] = ['birth_date', 'opened'] satisfies readonly CustomerAttribute[]
export const isDateAttribute = (attribute: string): boolean => dates.includes(attribute)

/** Names of things that the bank may also call its own way: known ones in the reader's language, others as they are. */
export function useRuleWords() {
  const { t, i18n } = useTranslation()
  return useMemo(() => {
    const known = (path: string, name: string): string => {
      const key = `rules.${path}.${name}`
      // The keys are the bank's own words, so that the resource may or may not know them.
      return i18n.exists(key) ? t(key as 'rules.attributes.gender') : name
    }
    return {
      attribute: (name: string) => known('attributes', name),
      productClass: (name: string) => known('productClasses', name),
      status: (name: string) => known('statuses', name),
      unit: (name: string) => known('units', name),
      operator: (op: Operator, type: 'number' | 'string' | 'boolean' | 'date' = 'number') =>
        type === 'date' && i18n.exists(`rules.dateOperators.${op}`)
          ? t(`rules.dateOperators.${op}` as 'rules.dateOperators.gte')
          : t(`rules.operators.${op}`),
    }
  }, [t, i18n])
}
