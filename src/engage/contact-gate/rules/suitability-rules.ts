import { scopeSql } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { GateQuestion } from '../gate-question.ts'
import type { GateRule, GateSets } from './gate-rule.ts'

/**
 * A contact that names products goes to customers who may take the riskiest of them: newest assessment at least as
 * high (C3 for R3), and not expired. A product that is not known counts as R5, one without a risk (a card) as none.
 */
export function suitabilityRules(question: GateQuestion, person: string, sets: GateSets): GateRule[] {
  const { policy, products, category } = question
  const { enforce } = policy.suitability
  if (!enforce || products.length === 0 || policy.categories[category].exempt.includes('suitability'))
    return []
  const risk = productRiskSql(products)
  return [
    {
      reason: 'unsuitable',
      refused: `${risk} > 0 AND NOT ${sets.contains(suitableSql(question, risk), person)}`,
    },
  ]
}

/** The risk of the riskiest product, 0–5. */
export function productRiskSql(products: readonly string[]): string {
  const asked = literal([...new Set(products)], 'Array(String)')
  return `(SELECT if(count() < ${new Set(products).size}, 5, max(toUInt8OrZero(substring(toString(risk), 2))))
           FROM product FINAL WHERE product IN ${asked})`
}

/** The last day on which an assessment still holds, by business day of the question. */
function validFrom({ policy, now, timezone }: GateQuestion): string {
  return `subtractMonths(toDate(${literal(now, 'DateTime64(3)')}, ${literal(timezone, 'String')}), ${policy.suitability.validMonths})`
}

function suitableSql(question: GateQuestion, risk: string): string {
  const { attribute, unknownDay } = question.policy.suitability
  const day = `toDateOrNull(attributes[${literal(attribute, 'String')}])`
  const valid = `ifNull(${day} > ${validFrom(question)}, ${unknownDay === 'allow' ? 1 : 0})`
  // The instant and the verdict in one number: max() of it is the newest verdict.
  return `
    SELECT ${canonical('customer')} AS person
    FROM customer
    WHERE risk != '' ${scopeSql(question)}
    GROUP BY person
    HAVING max(toUnixTimestamp64Milli(updated) * 2
      + (toUInt8OrZero(substring(toString(risk), 2)) >= ${risk} AND ${valid})) % 2 = 1`
}
