import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { Blocks } from '../customer-blocks.ts'
import type { ReadTag } from '../kinds/tag-kind.ts'
import { customersWith, groupRows, type Joined } from '../read-tags.ts'
import type { LogisticModel } from './logistic-model.ts'
import { trainLogistic } from './train-logistic.ts'

interface Training {
  readonly blocks: Blocks
  readonly tags: ReadonlyMap<string, ReadTag>
  readonly groupOf: (tag: string) => string
  readonly featureTable: (group: string) => string
  readonly outcomeTable: (group: string) => string
  readonly options: StatementOptions
}

/**
 * Put the features as they stood and the outcome as it stands side by side, and learn from those whose outcome is
 * known.
 * @throws AppError conflict when there is too little to learn from
 */
export async function trainTagModel(
  clickhouse: ClickHouse,
  key: string,
  definition: { readonly features: readonly string[]; readonly outcome: string },
  training: Training,
): Promise<Omit<LogisticModel, 'asOf' | 'trainedAt'>> {
  const { blocks, tags, groupOf, options } = training
  const table = `train_tag_${key}`
  const features = definition.features.map((tag) => ({
    tag,
    textual: tags.get(tag)?.column.type === 'string',
  }))
  const columns = features.map(
    ({ tag, textual }) => `${identifier(tag)} ${textual ? 'String' : 'Nullable(Float64)'}`,
  )
  const joined = [...groupsOf(definition.features, groupOf)].map(([group, keys]): Joined => ({
    alias: `features_${group}`,
    rows: groupRows(training.featureTable(group), keys),
  }))
  const outcomeGroup = groupOf(definition.outcome)
  joined.push({
    alias: 'known_outcome',
    rows: groupRows(training.outcomeTable(outcomeGroup), [definition.outcome]),
  })
  const outcome = `known_outcome.${identifier(definition.outcome)}`
  const values = features.map(({ tag, textual }) => {
    const value = `${identifier(`features_${groupOf(tag)}`)}.${identifier(tag)}`
    return textual ? `toString(${value})` : `CAST(${value} AS Nullable(Float64))`
  })
  const drop = `DROP TABLE IF EXISTS ${identifier(table)} SYNC`
  await clickhouse.command(drop, {}, options)
  try {
    await clickhouse.command(
      `CREATE TABLE ${identifier(table)} (customer UInt32, outcome UInt8, ${columns.join(', ')}) ENGINE = MergeTree ORDER BY customer`,
      {},
      options,
    )
    for (const block of blocks.blocks)
      await clickhouse.command(
        `INSERT INTO ${identifier(table)} SELECT known.customer, assumeNotNull(${outcome}), ${values.join(', ')}
FROM ${customersWith(joined, blocks, block)}
WHERE isNotNull(${outcome})`,
        {},
        options,
      )
    return await trainLogistic(clickhouse, table, features, options)
  } finally {
    await clickhouse.command(drop, {}, { pool: 'long' })
  }
}

function groupsOf(tags: readonly string[], groupOf: (tag: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const tag of tags) groups.set(groupOf(tag), [...(groups.get(groupOf(tag)) ?? []), tag])
  return groups
}
