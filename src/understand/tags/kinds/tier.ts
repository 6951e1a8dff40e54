import { z } from 'zod'
import { plainText, sqlText, sqlTexts } from '../../rules/index.ts'
import { balanceClasses, ofClasses, openDays } from './balance-filter.ts'
import { completeMonths, daysInclusive } from './calendar.ts'
import { daysColumn, flagColumn, textColumn, type TagColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

const schema = z
  .strictObject({
    kind: z.literal('tier'),
    /** Name of the tier below the first threshold. */
    base: plainText(64).min(1),
    tiers: z
      .array(z.strictObject({ name: plainText(64).min(1), from: z.number().min(0.01).max(1e12) }))
      .min(1)
      .max(20),
    classes: balanceClasses,
    /** How many complete months the machine runs through; it starts in the base tier. */
    months: z.number().int().min(6).max(60).default(24),
    divisor: z.number().int().min(28).max(31).optional(),
    as: z.enum(['tier', 'watch', 'months_below']).default('tier'),
  })
  .refine(({ tiers }) => tiers.every((tier, i) => i === 0 || tier.from > (tiers[i - 1]?.from ?? 0)), {
    message: 'must be listed from the lowest threshold to the highest',
    path: ['tiers'],
  })

/**
 * Customer tier by the state machine that China Construction Bank publishes, run over the daily average balance of every
 * complete month. A higher tier is given at once. Three consecutive months below the tier put the customer on watch from
 * the fourth; regaining the tier clears that. Three consecutive months on watch lower the tier to the highest monthly
 * tier of those six months.
 */
export const tier = defineTagKind({
  source: 'balance',
  schema,
  column: (definition): TagColumn =>
    ({ tier: textColumn, watch: flagColumn, months_below: daysColumn })[definition.as],
  select: (definition, day) => {
    const months = completeMonths(day, definition.months)
    const divisors = months.map(({ first, end }) => definition.divisor ?? daysInclusive(first, end) - 1)
    // A sum per month: arrays of months per row take half as long again.
    const balanceDays = months.map(
      ({ first, end }) => `sumIf(amount * ${openDays(first, end)}, ${ofClasses(definition.classes)})`,
    )
    const met = definition.tiers.map(({ from }) => `(total >= days * toDecimal64(${from.toFixed(2)}, 2))`)
    const reached = `arrayMap((total, days) -> toInt8(${met.join(' + ')}), [${balanceDays.join(', ')}], [${divisors.join(', ')}])`
    const state = `arrayFold((state, met) -> CAST(multiIf(
      met >= state.1, (met, 0, 0),
      state.2 >= 5, (greatest(state.3, met), 0, 0),
      (state.1, state.2 + 1, greatest(state.3, met))) AS Tuple(Int8, Int8, Int8)),
    ${reached}, CAST((0, 0, 0) AS Tuple(Int8, Int8, Int8)))`
    if (definition.as === 'watch') return `${state}.2 >= 3`
    if (definition.as === 'months_below') return `toInt32(${state}.2)`
    const names = [definition.base, ...definition.tiers.map(({ name }) => name)]
    return `[${sqlTexts(names)}][${state}.1 + 1]`
  },
  absent: (definition) =>
    ({ tier: sqlText(definition.base), watch: 'false', months_below: '0' })[definition.as],
  reach: (definition, day) => ({ since: completeMonths(day, definition.months)[0]?.first ?? day.asOf }),
})
