import type { Metric, MetricFields } from '../../../api/metrics.ts'

export type Formula = MetricFields['formula']
export type FormulaKind = Formula['kind']
export type FormulaOf<Kind extends FormulaKind> = Extract<Formula, { kind: Kind }>

export const formulaKinds = ['measure', 'balance', 'opt_out', 'customers', 'ratio', 'expression'] as const
export const grains = ['customer', 'account', 'event', 'organisation'] as const
export const units = ['count', 'money', 'share', 'number'] as const

/** A metric as it is being written; everything that the API takes, and nothing else. */
export type MetricDraft = MetricFields

/** What a kind of formula begins with. */
export function newFormula(kind: FormulaKind): Formula {
  switch (kind) {
    case 'measure':
      return { kind, of: 'users', events: [] }
    case 'balance':
      return { kind, of: 'sum' }
    case 'opt_out':
      return { kind, of: 'users' }
    case 'customers':
      return { kind, rule: {} }
    case 'ratio':
      return { kind, of: '', per: '' }
    case 'expression':
      return { kind, expression: '' }
  }
}

export const emptyDraft = (owner: string): MetricDraft => ({
  key: '',
  name: { 'zh-CN': '', en: '' },
  description: '',
  owner,
  grain: 'customer',
  period: 'day',
  unit: 'count',
  direction: 'up',
  condition: null,
  formula: newFormula('measure'),
  tree: null,
})

export function draftOf({
  version: _version,
  archivedAt: _archived,
  createdBy: _by,
  createdAt: _created,
  updatedAt: _updated,
  latest: _latest,
  ...fields
}: Metric): MetricDraft {
  return fields
}

/** Whether a formula says enough to be asked about. */
export function isWhole(formula: Formula): boolean {
  switch (formula.kind) {
    case 'measure':
      return (
        formula.events.length > 0 &&
        (formula.of !== 'sum' || (formula.property ?? '') !== '') &&
        (formula.where ?? []).every(({ property }) => property !== '')
      )
    case 'balance':
      return formula.of !== 'average' || formula.days !== undefined
    case 'opt_out':
      return true
    case 'customers':
      return Object.keys(formula.rule).length > 0
    case 'ratio':
      return formula.of !== '' && formula.per !== ''
    case 'expression':
      return formula.expression.trim() !== ''
  }
}
