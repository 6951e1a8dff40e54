import type { Column, ResultTable } from './result-schema.ts'

const additive: ReadonlySet<Column['unit']> = new Set(['customers', 'count', 'money', 'credit'])
/** The half width of a 95 % interval in standard errors. */
const z95 = 1.959_963_984_540_054

/**
 * How far the truth may lie from the number extrapolated from `found` customers: the farther end of the score interval
 * with continuity correction, those numbers n with (|found − n · share| − ½)² ≤ z² n · share (1 − share). Where few were found, or nobody, the
 * estimated standard error says far too little: of ten customers a tenth finds nobody in a third of all samples.
 */
function marginOf(found: number, share: number): number {
  const spread = z95 * z95 * (1 - share)
  const most = found + 0.5
  return (0.5 + spread / 2 + Math.sqrt(spread * (most + spread / 4))) / share
}

/**
 * Extrapolate what a sample of the customers counted. Customers are drawn independently with the probability `share`
 * (by hash), so a number c of them in the sample stands for c / share (Horvitz–Thompson estimator of a total under
 * Bernoulli sampling; Särndal, Swensson, Wretman, Model Assisted Survey Sampling, 1992, section 3.2). Other counts and amounts are extrapolated without a margin: it would depend on how
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
        if (unit === 'customers') margins[key] = marginOf(value, share)
        return [key, value / share] as const
      })
      return { ...row, values: Object.fromEntries(extrapolated), cells: {}, margins }
    }),
  }
}
