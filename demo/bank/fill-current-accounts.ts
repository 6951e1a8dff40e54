import { chance, uniform } from '../draw.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { holdingColumns, holdingKey } from './holding-key.ts'

/**
 * Class of the current account (I, II or III, PBoC 2015): salaries, pensions and takings need a class I account, opened
 * at a branch; many of the others opened theirs online. How well a customer is known follows from it.
 */
const accountClass = `multiIf(persona IN ('payroll', 'pension', 'merchant', 'private') OR mobile = 'none', 'I',
      ${uniform('account class', 'position')} < 0.5, 'I', ${uniform('account class', 'position')} < 0.85, 'II', 'III')`

/** Everyone has a current account, and nearly everyone a debit card on it; the card is in use even where nothing moves. */
export const fillCurrentAccounts = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, account.1, account.2, account.3, opened, NULL, NULL,
  if(income = 0 AND (account.3 = 'current' OR mobile = 'none'), 'dormant', 'active'), 0,
  if(account.3 = 'card', map('account', ${holdingKey('current')}), map('account_class', ${accountClass})),
  ${written}
FROM
(
  SELECT
    customer, number, opened, income, persona, mobile, position,
    arrayJoin(arrayFilter(account -> account.2 != '', [
      (${holdingKey('current')}, if(persona = 'payroll', 'CA02', 'CA01'), 'current'),
      (${holdingKey('debitCard')}, multiIf(
        NOT ${chance(0.9, 'has debit card', 'position')}, '',
        aum >= 20000000, 'DC02',
        persona = 'pension', 'DC03', 'DC01'), 'card')
    ])) AS account
  FROM ${profilesOfSlice}
)`)
