import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'
import type { Cuts } from '../binned-feature.ts'
import { mostBins, mostValues } from '../bins.ts'
import type { Feature } from '../features.ts'

/** Numbers with at most so many different values have a bin for each. */
const fewValues = 10
const shares = [0.2, 0.4, 0.6, 0.8, 0.95, 0.99]
const positiveShares = [0.33, 0.66]

/**
 * Where to cut the values of some features of one table, from a part of the base: numbers by the base's quantiles, zero
 * apart from what is more (most customers have none of most things), texts by the commonest ones.
 * @param some SQL condition that picks the part
 */
export async function cutFeatures(
  clickhouse: ClickHouse,
  table: string,
  features: readonly Feature[],
  some: string,
  options?: StatementOptions,
): Promise<Cuts[]> {
  if (features.length === 0) return []
  const selected = features.map(({ type }, i) =>
    isText(type) ? `topKIf(${mostValues})(toString(v${i}), v${i} != '') AS t${i}` : numberSummary(`v${i}`, i),
  )
  const values = features.map(({ sql }, i) => `${sql} AS v${i}`)
  const number = z.number().nullable()
  const shape = z.object(
    Object.fromEntries(
      features.map(({ type }, i) =>
        isText(type)
          ? [`t${i}`, z.array(z.string())]
          : [`n${i}`, z.tuple([number, z.array(number), z.array(number), number, z.array(number)])],
      ),
    ),
  )
  const [row = {}] = await clickhouse.query(
    `SELECT ${selected.join(',\n')} FROM (SELECT ${values.join(', ')} FROM ${table} WHERE ${some})`,
    {},
    shape,
    options,
  )
  return features.map(({ type }, i): Cuts => {
    if (isText(type)) {
      const found = z.array(z.string()).parse(row[`t${i}`])
      return { kind: 'values', values: found.slice(0, mostValues).toSorted() }
    }
    const [least, distinct, quantiles, positive, above] = z
      .tuple([number, z.array(number), z.array(number), number, z.array(number)])
      .parse(row[`n${i}`])
    const points = distinct.length <= fewValues ? distinct : [...quantiles, positive, ...above]
    const cuts = points.flatMap((point) => (point !== null && least !== null && point > least ? [point] : []))
    return {
      kind: 'ranges',
      days: type === 'date',
      points: [...new Set(cuts)].toSorted((a, b) => a - b).slice(0, mostBins - 2),
    }
  })
}

const isText = (type: Feature['type']): boolean => type === 'string' || type === 'boolean'

/** The least value, the different ones if few, the quantiles, and the least and the quantiles of what is more than zero. */
function numberSummary(value: string, i: number): string {
  const plain = `assumeNotNull(${value})`
  return `(minOrNull(${value}),
  arraySort(groupUniqArrayIf(${fewValues + 1})(${plain}, isNotNull(${value}))),
  quantilesExactIf(${shares.join(', ')})(${plain}, isNotNull(${value})),
  minOrNullIf(${value}, ${value} > 0),
  quantilesExactIf(${positiveShares.join(', ')})(${plain}, ifNull(${value} > 0, false))) AS n${i}`
}
