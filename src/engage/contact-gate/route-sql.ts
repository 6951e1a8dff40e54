import { literal } from '../../platform/clickhouse/literal.ts'
import type { GateQuestion } from './gate-question.ts'
import { gateVerdictsSql } from './gate-sql.ts'

/**
 * The gate over several channels: every row of `people` with the channel to take (`channel`), the answer about it
 * (`reason`, `until`) and the answers about all (`verdicts`: channel, reason, until). Taken is the first channel that
 * may be used now, else the first that may be used later, else the first, which then says why not.
 * @param questions one a channel
 * @param order SQL of an Array(String) with each person's channels, best first; without it the order of `questions`
 */
export function gateRoutesSql(
  questions: readonly GateQuestion[],
  people: string,
  { order, wanted }: { order?: string; wanted?: string } = {},
): string {
  const names = questions.map((_, index) => ({ reason: `gate_reason${index}`, until: `gate_until${index}` }))
  const answered = questions.reduce(
    (asked, question, index) =>
      gateVerdictsSql(question, asked, { ...pick(names[index]), ...(wanted ? { wanted } : {}) }),
    people,
  )
  const verdicts = questions
    .map(
      ({ channel }, index) =>
        `(${literal(channel, 'String')}, gate_reason${index}, gate_until${index})::Tuple(channel String, reason String, until DateTime64(3, 'UTC'))`,
    )
    .join(', ')
  const ranked = order
    ? `arrayFilter(v -> has(${order}, v.channel), arraySort(v -> indexOf(${order}, v.channel), [${verdicts}]))`
    : `[${verdicts}]`
  const columns = names.flatMap(({ reason, until }) => [reason, until]).join(', ')
  return `
    SELECT * EXCEPT (gate_chosen), gate_chosen.channel AS channel, gate_chosen.reason AS reason, gate_chosen.until AS until
    FROM (
      SELECT *, multiIf(
        arrayExists(v -> v.reason = '', verdicts), arrayFirst(v -> v.reason = '', verdicts),
        arrayExists(v -> v.until > 0, verdicts), arrayFirst(v -> v.until > 0, verdicts),
        arrayFirst(v -> 1, verdicts)) AS gate_chosen
      FROM (SELECT * EXCEPT (${columns}), ${ranked} AS verdicts FROM (${answered}))
    )`
}

const pick = (names: { reason: string; until: string } | undefined) => (names ? { names } : {})
