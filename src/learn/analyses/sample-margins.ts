import type { Column, ResultTable } from './result-schema.ts'

const additive: ReadonlySet<Column['unit']> = new Set(['customers', 'count', 'money', 'credit'])
/** The half width of a 95 % interval in standard errors. */
const z95 = 1.959_963_984_540_054

/**
 * Extrapolate what a sample of the customers counted. Customers are drawn independently with the probability `share`
 * (by hash), so a number c of them in the sample stands for c / share, with the standard error √(c (1 − share)) / share
 * (Horvitz–Thompson estimator of a total under Bernoulli sampling; Särndal, Swensson, Wretman, Model Assisted Survey
 * Sampling, 1992, section 3.2). Other counts and amounts are extrapolated without a margin: it would depend on how
 * unequal customers are. Nobody stands behind an extrapolated number, so its cells have no ids.
 */
export function withMargins(table: ResultTable, share: number): ResultTable {
  const units = new Map(table.columns.map(({ key, unit }) => [key, unit]))
  return {
    ...table,
    rows: table.rows.map(({ values, ...row }) => {
      const margins: Record<string, number> = {}
      const extrapolated = Object.entries(values).map(([key, value]) => {
        const unit = units.get(key)
        if (typeof value !== 'number' || unit === undefined || !additive.has(unit))
          return [key, value] as const
        if (unit === 'customers') margins[key] = (z95 * Math.sqrt(value * (1 - share))) / share
        return [key, value / share] as const
      })
      return { ...row, values: Object.fromEntries(extrapolated), cells: {}, margins }
    }),
  }
}
