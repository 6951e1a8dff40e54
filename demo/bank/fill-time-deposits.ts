import { chance, integer, uniform, weighted } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill, firstDay, profilesOfSlice, written } from '../slice.ts'
import { holdingColumns, holdingKey, yuan } from './holding-key.ts'
import { depositTerms } from './products.ts'

const { within7Days, within8To30Days } = planted.maturities
const terms = depositTerms.map(([months]) => months)
const drawnTerm = `toUInt8(${weighted(
  depositTerms.map(([months, weight]) => [String(months), weight] as const),
  'deposit term',
  'position',
  'ordinal',
)})`

/** One row for each running time deposit: who, which one of his, term, when it began and ends, how much. */
const runningDeposits = `
  SELECT
    *,
    multiIf(
      luck < ${within7Days}, addDays({asOf:Date32}, ${integer(1, 7, 'matures soon', 'position', 'ordinal')}),
      luck < ${within7Days + within8To30Days}, addDays({asOf:Date32}, ${integer(8, 30, 'matures', 'position', 'ordinal')}),
      addDays({asOf:Date32}, ${integer(31, "dateDiff('day', {asOf:Date32}, addMonths({asOf:Date32}, term)) - 1", 'matures later', 'position', 'ordinal')})
    ) AS matures,
    least(addMonths(matures, -term), addDays({asOf:Date32}, -1)) AS began,
    -- what began in the last hundred days renewed an older deposit, and so did most of the others
    began > addDays({asOf:Date32}, -100) OR ${chance(0.85, 'renewed', 'position', 'ordinal')} AS renewed,
    if(ordinal = many, deposits - (many - 1) * part, part) AS fen
  FROM
  (
    SELECT
      position, customer, number, opened, deposits,
      least(intDiv(deposits, 100000), 1 + toInt64(floor(3 * ${uniform('how many deposits', 'position')}))) AS many,
      intDiv(intDiv(deposits, many), 100000) * 100000 AS part,
      arrayJoin(range(1, toUInt64(many) + 1)) AS ordinal,
      ${uniform('maturity story', 'position', 'ordinal')} AS luck,
      -- no deposit is older than its customer
      least(${drawnTerm}, arrayMax(arrayFilter(months -> months * 31 <= dateDiff('day', opened, {asOf:Date32}), [${terms.join(', ')}]))) AS term
    FROM ${profilesOfSlice} AND deposits > 0
  )`

const attributes = (origin: string): string =>
  `map('term_months', toString(term), 'rate', toString(0.9 + term / 40), 'origin', ${origin})`

/** Running time deposits, with the planted maturities of the coming 7 and 30 days. */
export const fillTimeDeposits = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, ${holdingKey('timeDeposit', 'ordinal')}, concat('TD', toString(term)), 'time_deposit', began, matures, NULL,
  'active', ${yuan('fen')}, ${attributes("if(renewed, 'renewal', 'new_money')")}, ${written}
FROM (${runningDeposits})`)

/**
 * The deposits that were renewed into a running one: the term before it, the term before that, and so on as long as
 * they touch the thirteen months. Each closed on the day the next one began.
 */
export const fillRenewedDeposits = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, ${holdingKey('renewedDeposit', 'ordinal * 10 + generation')}, concat('TD', toString(term)), 'time_deposit',
  greatest(opened, addMonths(began, -term * generation)) AS opened_on,
  addMonths(began, -term * (generation - 1)) AS closed_on,
  closed_on, 'matured', ${yuan('fen')},
  ${attributes('if(opened_on = opened OR opened_on <= addDays(' + firstDay + ", -1), 'new_money', 'renewal')")}, ${written}
FROM (SELECT *, arrayJoin(range(1, 6)) AS generation FROM (${runningDeposits}) WHERE renewed)
WHERE opened_on < closed_on AND closed_on > ${firstDay}`)
