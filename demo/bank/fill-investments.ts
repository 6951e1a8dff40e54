import { chance, hash, integer, text, texts } from '../draw.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { holdingColumns, holdingKey, suffix, yuan } from './holding-key.ts'
import { codesOf, type Product } from './products.ts'

const risks = ['R1', 'R2', 'R3', 'R4', 'R5'] as const

/** A product that suits the customer's own risk level or is below it. */
function suitable(kind: Product['class']): string {
  const shelf = `[${risks.map((risk) => texts(codesOf(kind, risk))).join(', ')}]`
  return `arrayElement(arrayElement(${shelf}, level), 1 + ${hash(`${kind} product`, 'position', 'ordinal')} % length(arrayElement(${shelf}, level)))`
}

/** Wealth products and funds: one or two of each kind; the second takes two fifths of the money. */
function fillClass(kind: 'wealth' | 'fund', amount: 'wealth' | 'funds', step: number) {
  return defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, concat(number, '-${suffix[kind]}', toString(ordinal)), ${suitable(kind)} AS product, ${text(kind)},
  -- leaving customers came long ago, so that everybody sees them go
  greatest(opened, addDays({asOf:Date32}, -${integer('if(loss > 0, 120, 15)', 2400, `${kind} since`, 'position', 'ordinal')})) AS began,
  if(product IN ('WM201', 'WM202', 'WM203'),
    addDays({asOf:Date32}, ${integer(2, "transform(product, ['WM201', 'WM202'], [90, 180], 360)", `${kind} matures`, 'position', 'ordinal')}), NULL),
  NULL, 'active', ${yuan('if(ordinal = many, total - (many - 1) * part, part)')}, map(), ${written}
FROM
(
  SELECT
    position, customer, number, opened, loss, ${amount} AS total,
    if(total >= 5000000 AND ${chance(0.5, `two of ${kind}`, 'position')}, 2, 1) AS many,
    if(many = 2, intDiv(total * 3, 5 * ${step}) * ${step}, total) AS part,
    arrayJoin(range(1, toUInt64(many) + 1)) AS ordinal,
    1 + ${hash(`${kind} risk`, 'position', 'ordinal')} % toUInt8(substring(risk, 2)) AS level
  FROM ${profilesOfSlice} AND ${amount} > 0
)`)
}

export const fillWealthProducts = fillClass('wealth', 'wealth', 100_000)
export const fillFunds = fillClass('fund', 'funds', 1)

export const fillInsurance = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, ${holdingKey('insurance')}, arrayElement(['IN101', 'IN102', 'IN201'], 1 + ${hash('policy', 'position')} % 3), 'insurance',
  greatest(opened, addDays({asOf:Date32}, -${integer(60, 2500, 'insured since', 'position')})), NULL, NULL, 'active',
  ${yuan('insurance')}, map(), ${written}
FROM ${profilesOfSlice} AND insurance > 0`)
