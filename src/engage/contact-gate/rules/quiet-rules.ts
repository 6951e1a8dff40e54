import { scopeSql } from '../../../govern/consent/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { GateQuestion } from '../gate-question.ts'
import type { GateRule, GateSets } from './gate-rule.ts'

/** Quiet hours are a fact of the instant; only where provinces differ at it are customers' provinces looked up. */
export function quietRules(question: GateQuestion, person: string, sets: GateSets): GateRule[] {
  const { elsewhere, provinces } = question.quiet
  const livesIn = (names: readonly string[]): string => sets.contains(livesInSql(question, names), person)
  const groups = [
    ...provinces.map(({ provinces: names, quiet }) => ({ quiet, refused: () => livesIn(names) })),
    {
      quiet: elsewhere,
      refused: () =>
        provinces.length === 0 ? '1' : `NOT ${livesIn(provinces.flatMap((group) => group.provinces))}`,
    },
  ]
  return groups.flatMap(({ quiet, refused }): GateRule[] => {
    if (quiet.action === 'none') return []
    const hold = quiet.action === 'hold' ? { until: literal(quiet.until, 'DateTime64(3)') } : undefined
    return [{ reason: 'quiet_hours', refused: refused(), hold }]
  })
}

/** People whose newest known province is one of these. Instant and province are one number (see consent-sql.ts). */
function livesInSql(question: GateQuestion, provinces: readonly string[]): string {
  return `
    SELECT ${canonical('customer')} AS person
    FROM customer
    WHERE province != '' ${scopeSql(question)}
    GROUP BY person
    HAVING max(toUnixTimestamp64Milli(updated) * 2 + (province IN ${literal(provinces, 'Array(String)')})) % 2 = 1`
}
