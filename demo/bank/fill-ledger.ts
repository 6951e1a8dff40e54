import { chance, hash, integer, texts, uniform } from '../draw.ts'
import { planted } from '../planted.ts'
import { companyName } from '../people/company.ts'
import { defineFill, firstDay, profilesOfSlice, written } from '../slice.ts'
import { currentTarget } from './current-target.ts'
import { holdingKey, yuan } from './holding-key.ts'

const columns = 'customer, holding, transaction, at, amount, operation, category, attributes, updated'

/** A business day and a second of it between 08:00 and 22:00, as an instant. */
const instant = (day: string, ...keys: string[]): string =>
  `addSeconds(toDateTime64(${day}, 3, 'Asia/Shanghai'), ${integer(28_800, 79_200, 'second', ...keys)})`

/** Movements of the thirteen months lie strictly between the day the balances begin and the as-of date. */
const within = `day > greatest(opened, ${firstDay}) AND day < {asOf:Date32}`

/**
 * The month of a customer with an income: money comes in, two purchases and (three months in five) a transfer go
 * out. On average all that comes in goes out again, so balances saw-tooth around their level. Two in three of those who
 * have less than a month's income here bank elsewhere: nearly everything is transferred out on the day after payday.
 * Everyone gets interest on the 21st after each quarter.
 */
export const fillMonthlyMovements = defineFill(`
INSERT INTO ledger (${columns})
SELECT
  customer,
  ${holdingKey('current')},
  concat(toYYYYMMDD(day)::String, '-', move.1),
  ${instant('day', 'position', 'day', 'move.1')},
  ${yuan('move.5')},
  move.2, move.3,
  multiIf(
    move.2 = 'payroll', map('counterparty', ${companyName('company')}),
    move.2 = 'consumption', map('channel', arrayElement(${texts(['alipay', 'wechat_pay', 'unionpay'])}, 1 + ${hash('pays by', 'position', 'month')} % 3)),
    map()),
  ${written}
FROM
(
  SELECT
    position, customer, number, opened, company, month,
    arrayJoin(arrayFilter(move -> move.5 != 0, [
      ('1',
        multiIf(persona = 'payroll', 'payroll', persona = 'pension', 'pension', 'transfer_in'),
        transform(persona, ['payroll', 'pension', 'merchant', 'private'], ['salary', 'pension', 'business', 'business'], 'allowance'),
        due, paid),
      ('2', 'consumption', ${spending('spends first')},
        addDays(month, ${integer(1, 11, 'first purchase', 'position', 'month')}),
        -toInt64(income * if(sweeps, 0.01, 0.3) * (0.5 + ${uniform('first amount', 'position', 'month')}))),
      ('3', 'consumption', ${spending('spends second')},
        addDays(month, ${integer(12, 27, 'second purchase', 'position', 'month')}),
        -toInt64(income * if(sweeps, 0.01, 0.35) * (0.5 + ${uniform('second amount', 'position', 'month')}))),
      ('4', 'transfer_out', 'transfer',
        if(sweeps, addDays(due, 1), addDays(month, ${integer(4, 27, 'transfer day', 'position', 'month')})),
        multiIf(
          sweeps, -toInt64(paid * 0.98),
          ${chance(0.6, 'transfers', 'position', 'month')}, -toInt64(income * 0.6 * (0.5 + ${uniform('transfer amount', 'position', 'month')})),
          0)),
      ('5', 'interest', 'interest', addDays(month, 20),
        if(toMonth(month) % 3 = 0, toInt64(${currentTarget} * 0.000125), 0))
    ])) AS move,
    move.4 AS day
  FROM
  (
    SELECT
      *,
      addMonths(toStartOfMonth(${firstDay}), arrayJoin(range(14))) AS month,
      least(addDays(month, payday - 1), toLastDayOfMonth(month)) AS date_due,
      -- salaries due on a weekend come on the Friday before, except the ones planted on the last day
      if(persona = 'payroll' AND toDayOfWeek(date_due) > 5 AND date_due != addDays({asOf:Date32}, -1),
        addDays(date_due, 5 - toDayOfWeek(date_due)), date_due) AS due,
      aum < income AND ${chance(0.66, 'banks elsewhere', 'position')} AS sweeps,
      -- three companies in five pay a thirteenth salary in January
      toInt64(income * (0.97 + 0.06 * ${uniform('income', 'position', 'month')})
        * if(persona = 'payroll' AND toMonth(month) = 1 AND ${chance(0.6, 'bonus', 'company')}, 2, 1)) AS paid
    FROM ${profilesOfSlice}
  )
)
WHERE ${within}`)

function spending(draw: string): string {
  const categories = texts(['dining', 'shopping', 'groceries', 'travel', 'utilities', 'education', 'health'])
  return `arrayElement(${categories}, 1 + ${hash(draw, 'position', 'month')} % 7)`
}

/** Leaving customers move a third of what they take away from the current account on each of three days. */
export const fillOutflows = defineFill(`
INSERT INTO ledger (${columns})
SELECT
  customer, ${holdingKey('current')}, concat(toYYYYMMDD(day)::String, '-6'), ${instant('day', 'position', 'day', "'6'")},
  ${yuan('fen')}, 'transfer_out', 'transfer', map('counterparty', 'other bank'), ${written}
FROM
(
  SELECT
    position, customer, number, opened,
    -toInt64(${currentTarget} * loss / (1 - loss) / 3) AS fen,
    addDays({asOf:Date32}, -arrayJoin([${planted.churn.daysBefore.join(', ')}])) AS day
  FROM ${profilesOfSlice} AND loss > 0
)
WHERE fen != 0 AND ${within}`)

/** A new time deposit is paid from money that arrived the same day, a renewal from the deposit that matured. */
export const fillDepositMovements = defineFill(`
INSERT INTO ledger (${columns})
SELECT
  customer, account, concat(toYYYYMMDD(opened)::String, '-', move.1, substring(holding, 12)), ${instant('opened', 'customer', 'holding')},
  if(move.1 = '8', -amount, amount), move.2, 'deposit', map('deposit', holding), ${written}
FROM
(
  SELECT
    customer, holding, concat(left(holding, 10), '-01') AS account, opened, amount,
    arrayJoin([
      ('7', if(attributes['origin'] = 'renewal', 'deposit_matured', 'transfer_in')),
      ('8', 'deposit_open')
    ]) AS move
  FROM holding
  WHERE customer >= {first:UInt32} + {from:UInt32} AND customer < {first:UInt32} + {until:UInt32}
    AND class = 'time_deposit' AND opened > ${firstDay}
)`)
