import { chance, integer, weighted } from '../draw.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { holdingColumns, holdingKey, yuan } from './holding-key.ts'

/** Credit cards of people with an income; `amount` is the limit, three incomes. */
export const fillCreditCards = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, ${holdingKey('creditCard')}, ${weighted(
    [
      ['CC01', 60],
      ['CC02', 25],
      ['CC03', 15],
    ],
    'credit card',
    'position',
  )}, 'credit_card',
  greatest(opened, addDays({asOf:Date32}, -${integer(10, 2200, 'card since', 'position')})), NULL, NULL, 'active',
  ${yuan('toInt64(round(income * 3 / 100, -3)) * 100')}, map(), ${written}
FROM ${profilesOfSlice}
  AND age BETWEEN 22 AND 60 AND income >= 400000 AND ${chance(0.34, 'has credit card', 'position')}`)

/** Loans; `amount` is what was lent, the balances say what is still owed. */
export const fillLoans = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, ${holdingKey('loan')}, product, 'loan', began, addMonths(began, term), NULL, 'active',
  ${yuan('toInt64(round(income * times / 100, -4)) * 100')}, map('term_months', toString(term)), ${written}
FROM
(
  SELECT
    customer, number, income,
    ${weighted(
      [
        ['LN01', 50],
        ['LN02', 28],
        ['LN04', 22],
      ],
      'loan',
      'position',
    )} AS wanted,
    if(persona = 'merchant', 'LN03', wanted) AS product,
    transform(product, ['LN01', 'LN02', 'LN03'], [300, 36, 24], 36) AS term,
    -- a loan that runs today was taken within its term
    greatest(opened, addDays({asOf:Date32}, -${integer(30, 'toInt64(least(term, 96) * 28)', 'loan since', 'position')})) AS began,
    transform(product, ['LN01', 'LN02', 'LN03'], [90, 9, 24], 15) AS times
  FROM ${profilesOfSlice}
    AND persona IN ('payroll', 'merchant', 'private') AND age BETWEEN 25 AND 56 AND ${chance(0.17, 'has loan', 'position')}
)`)
