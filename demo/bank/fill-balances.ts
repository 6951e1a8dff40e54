import { normal } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill, firstDay, openEnd, profilesOfSlice, written } from '../slice.ts'
import { currentTarget } from './current-target.ts'
import { holdingKey, yuan } from './holding-key.ts'

const columns = 'customer, holding, product, class, `from`, `to`, amount, updated'
const customersOfSlice =
  'customer >= {first:UInt32} + {from:UInt32} AND customer < {first:UInt32} + {until:UInt32}'

/**
 * Current accounts: the running sum of their ledger, one interval between two days with movements.
 * The opening balance is what makes today's balance the drawn one, raised where the account would have gone below 0.
 */
export const fillCurrentBalances = defineFill(`
INSERT INTO balance (${columns})
SELECT
  customer, ${holdingKey('current')}, if(persona = 'payroll', 'CA02', 'CA01'), 'current',
  step.1, step.2, ${yuan('step.3')}, ${written}
FROM
(
  SELECT
    customer, number, persona,
    arraySort(moved) AS moves,
    -- of several movements on one day the last one closes it
    arrayMap(move -> move.1, moves) AS days,
    arrayCumSum(arrayMap(move -> move.2, moves)) AS running,
    greatest(${currentTarget} - if(empty(running), 0, running[-1]), -arrayMin(arrayPushBack(running, 0))) AS opening,
    -- No lambda here takes an array from outside: that would copy it for every element.
    arraySlice(arrayPushBack(days, ${openEnd}), 2) AS next_days,
    arrayPushFront(arrayFilter((day, next) -> day != next, days, next_days), greatest(opened, ${firstDay})) AS begins,
    arrayPushFront(arrayFilter((total, day, next) -> day != next, running, days, next_days), 0) AS totals,
    -- a day whose movements cancel out changes nothing
    arrayPushFront(arrayPopBack(totals), NULL) AS totals_before,
    arrayFilter((begin, total, before) -> isNull(before) OR total != before, begins, totals, totals_before) AS starts,
    arrayFilter((total, before) -> isNull(before) OR total != before, totals, totals_before) AS levels,
    arrayMap(level -> opening + level, levels) AS amounts,
    arrayJoin(arrayZip(starts, arrayPushBack(arrayPopFront(starts), ${openEnd}), amounts)) AS step
  FROM (SELECT * FROM ${profilesOfSlice}) AS profile
  LEFT JOIN
  (
    SELECT customer, groupArray((toDate32(at, 'Asia/Shanghai'), toInt64(amount * 100))) AS moved
    FROM ledger
    WHERE ${customersOfSlice}
    GROUP BY customer
  ) AS ledger USING customer
)`)

/** A time deposit has one balance from its beginning (or the first of the thirteen months) to its end. */
export const fillDepositBalances = defineFill(`
INSERT INTO balance (${columns})
SELECT
  customer, holding, product, class,
  greatest(opened, ${firstDay}), ifNull(closed, ${openEnd}), amount, ${written}
FROM holding
WHERE ${customersOfSlice} AND class = 'time_deposit' AND ifNull(closed, ${openEnd}) > ${firstDay}`)

/** How many of the three outflows still lie ahead on `day`. */
const outflowsAhead = planted.churn.daysBefore
  .map((days) => `(day < addDays({asOf:Date32}, -${days}))`)
  .join(' + ')

/**
 * Wealth products, funds and insurance are valued on the first of every month; loans are paid back month by month.
 * Today's value is the holding's amount. What a leaving customer takes away goes on the three planted days.
 */
export const fillValuedBalances = defineFill(`
INSERT INTO balance (${columns})
SELECT
  customer, holding, product, class, step.1, step.2, ${yuan('greatest(step.3, 0)')}, ${written}
FROM
(
  SELECT
    customer, holding, product, class,
    greatest(opened, ${firstDay}) AS start,
    toInt64(amount * 100) AS fen,
    arraySort(arrayDistinct(arrayFilter(day -> day >= start AND day < {asOf:Date32}, arrayConcat(
      [start],
      arrayMap(i -> addMonths(toStartOfMonth(${firstDay}), i), range(1, 14)),
      if(loss > 0, [${planted.churn.daysBefore.map((days) => `addDays({asOf:Date32}, -${days})`).join(', ')}], [])
    )))) AS days,
    arrayMap(day -> toInt64(round(fen * multiIf(
      -- straight line: the share of the term that is left
      class = 'loan', 1 - dateDiff('month', opened, day) / dateDiff('month', opened, matures),
      -- 2 to 4 per cent a year, nearly without risk
      class != 'fund', exp(-(0.02 + 0.004 * toUInt8OrZero(substring(product, 3, 1))) * dateDiff('day', day, {asOf:Date32}) / 365),
      -- the same market for everyone in one product: a walk whose steps grow with its risk
      exp(0.008 * toUInt8OrZero(substring(product, 3, 1)) * (${normal('market', 'product', 'toStartOfMonth(day)')} - ${normal('market', 'product', 'toStartOfMonth(addDays({asOf:Date32}, -1))')}))
    ) * if(class IN ('wealth', 'fund'), 1 + loss / (1 - loss) * (${outflowsAhead}) / 3, 1))), days) AS values,
    arrayJoin(arrayZip(days, arrayPushBack(arrayPopFront(days), ${openEnd}), values)) AS step
  FROM (SELECT * FROM holding WHERE ${customersOfSlice} AND class IN ('wealth', 'fund', 'insurance', 'loan')) AS held
  INNER JOIN (SELECT customer, loss FROM ${profilesOfSlice}) AS profile USING customer
)`)
