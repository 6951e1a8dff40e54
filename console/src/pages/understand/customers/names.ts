import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { organisationsQuery } from '../../../api/customers.ts'

export const levels = [
  'anonymous',
  'phone',
  'real_name',
  'card_bound',
  'class_2_3_account',
  'class_1_account',
] as const

/** What AUM is shown by: closing balances of days, averages of months and years. */
export const aumUnits = ['day', 'month', 'year'] as const
export type AumUnit = (typeof aumUnits)[number]

export const holdingClasses = [
  'current',
  'time_deposit',
  'wealth',
  'fund',
  'insurance',
  'card',
  'credit_card',
  'loan',
] as const
/** The ones whose balances are assets under management. */
export const aumClasses = holdingClasses.slice(0, 5)
export const risks = ['C1', 'C2', 'C3', 'C4', 'C5'] as const

/** One hue a class of products, the same in every drawing. */
export const classColours: Readonly<Record<string, string>> = {
  current: '#4a90c4',
  time_deposit: '#1b7d57',
  wealth: '#c08a2a',
  fund: '#8a6cc9',
  insurance: '#c0657f',
}

/** A class of products in words; one that is new to the console stays as it is. */
export function useClassName(): (name: string) => string {
  const { t } = useTranslation()
  return (name) => {
    const known = holdingClasses.find((one) => one === name)
    return known === undefined ? name : t(`customers.classes.${known}`)
  }
}

/** Names of organisations by code. */
export function useOrganisations() {
  const organisations = useQuery(organisationsQuery)
  const items = organisations.data?.items ?? []
  const names = new Map(items.map(({ code, name }) => [code, name]))
  return {
    nameOf: (code: string) => names.get(code) ?? code,
    choices: items.map(({ code, name }) => ({ value: code, label: name })),
  }
}

/** Money text of the API as a number to draw or format. */
export const amountOf = (text: string | null | undefined): number | null =>
  text === null || text === undefined || text === '' ? null : Number(text)
