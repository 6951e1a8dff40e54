import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { LogisticModel } from './logistic-model.ts'

/** Parts that the customers are ranked into. */
const parts = 50

/**
 * How well a score orders customers: the area under the ROC curve, and how the outcomes fall over fiftieths of the
 * customers, those with the highest score first.
 * @param score SQL of the score
 * @param rows what follows FROM: a table with the column `outcome`, and a condition
 */
export async function judgeModel(
  clickhouse: ClickHouse,
  score: string,
  rows: string,
  options: StatementOptions,
): Promise<Required<Pick<LogisticModel, 'auc' | 'ranked'>>> {
  const [area] = await clickhouse.query(
    `SELECT arrayAUC(groupArray(${score}), groupArray(toUInt8(outcome))) AS auc FROM ${rows}`,
    {},
    z.object({ auc: z.number() }),
    options,
  )
  const ranked = await clickhouse.query(
    `SELECT count() AS customers, sum(outcome) AS outcomes
FROM (SELECT outcome, row_number() OVER (ORDER BY score DESC, customer) AS position, count() OVER () AS total
  FROM (SELECT customer, outcome, ${score} AS score FROM ${rows}))
GROUP BY intDiv((position - 1) * ${parts}, total) AS part ORDER BY part`,
    {},
    z.object({ customers: z.coerce.number(), outcomes: z.coerce.number() }),
    options,
  )
  return { auc: area?.auc ?? 0.5, ranked }
}
