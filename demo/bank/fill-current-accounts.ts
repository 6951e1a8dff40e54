import { chance } from '../draw.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { holdingColumns, holdingKey } from './holding-key.ts'

/** Everyone has a current account, and nearly everyone a debit card on it. */
export const fillCurrentAccounts = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, account.1, account.2, account.3, opened, NULL, NULL, if(income = 0, 'dormant', 'active'), 0,
  if(account.3 = 'card', map('account', ${holdingKey('current')}), map()),
  ${written}
FROM
(
  SELECT
    customer, number, opened, income,
    arrayJoin(arrayFilter(account -> account.2 != '', [
      (${holdingKey('current')}, if(persona = 'payroll', 'CA02', 'CA01'), 'current'),
      (${holdingKey('debitCard')}, multiIf(
        NOT ${chance(0.9, 'has debit card', 'position')}, '',
        aum >= 20000000, 'DC02',
        persona = 'pension', 'DC03', 'DC01'), 'card')
    ])) AS account
  FROM ${profilesOfSlice}
)`)
