import { texts } from '../draw.ts'
import { planted } from '../planted.ts'
import { riskAssessment, scriptProducts, scripts } from './session-scripts.ts'

const { passRate, brokenPassRate } = planted.funnel

/**
 * The scripts as rows: script, step, event, page, detail, reach and broken_reach. A visit gets as far as step k with
 * probability reach[k], so one uniform number a visit decides how far it gets.
 */
export const scriptSteps = (() => {
  const rows = scripts.flatMap((script) => {
    let reach = 1
    let brokenReach = 1
    return script.steps.map((step, index) => {
      reach *= step.pass
      const afterTheBreak = script.steps[index - 1]?.event === riskAssessment
      brokenReach *= afterTheBreak ? (step.pass * brokenPassRate) / passRate : step.pass
      return `('${script.key}', ${index}, '${step.event}', '${step.page}', '${step.detail ?? ''}', ${reach.toFixed(6)}, ${brokenReach.toFixed(6)})`
    })
  })
  return `(
    SELECT line.1 AS script, line.2 AS step, line.3 AS event, line.4 AS page, line.5 AS detail, line.6 AS reach, line.7 AS broken_reach
    FROM (SELECT arrayJoin([
      ${rows.join(',\n      ')}
    ]) AS line)
  )`
})()

/** SQL: a product of the script's shelf by a hash expression, '' where the script has none. */
export function scriptProduct(hash: string): string {
  const branches = Object.entries(scriptProducts).map(
    ([script, codes]) => `script = '${script}', arrayElement(${texts(codes)}, 1 + ${hash} % ${codes.length})`,
  )
  return `multiIf(${branches.join(', ')}, '')`
}
