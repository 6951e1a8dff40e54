import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { CatalogueTag } from '../../understand/rules/index.ts'
import { loadCatalogueTags } from '../../understand/tags/index.ts'
import { type AskedEffect, askEffect } from './ask-effect.ts'
import { compare } from './judge-metric.ts'
import type { MetricOfEffect } from './plan-metrics.ts'
import type { Computed } from './queries/measure-sql.ts'
import { type Arm, readArms } from './queries/read-arms.ts'
import { slicesByScore, slicesByValue } from './queries/slice-sql.ts'
import type { SegmentEffects, SliceEffect, Uplift } from './slice-schema.ts'
import { holm } from './statistics/corrections.ts'
import { qiniCurve } from './statistics/qini.ts'

const mostSlices = 50

/**
 * The effect by the values of a tag, strongest first; p values corrected for the number of slices.
 * @throws AppError not_found, or invalid_request when the tag or metric cannot be used so
 */
export async function readSegmentEffects(
  ctx: Context,
  journey: string,
  query: { tag: string; metric?: string | undefined },
): Promise<SegmentEffects> {
  const [asked, tag] = [await askEffect(ctx, journey), await tagOf(ctx, query.tag)]
  const metric = metricOf(asked, query.metric)
  if (tag.column.type === 'number' || tag.column.type === 'date') {
    throw refused(
      '/tag',
      `"${query.tag}" has a value of its own for nearly every customer: choose a tag of texts, or look at deciles`,
    )
  }
  const slices = pairs(
    await armsBy(ctx, asked, metric, slicesByValue(tag, tag.table, asked.question)),
    metric,
  )
  if (slices.length > mostSlices) {
    throw refused('/tag', `"${query.tag}" has ${slices.length} values; at most ${mostSlices} can be compared`)
  }
  const compared = slices.filter(({ comparison }) => comparison !== null)
  const corrected = holm(compared.map(({ comparison }) => comparison?.p ?? 1))
  return {
    tag: tag.key,
    metric: metric.question.key,
    unit: metric.question.unit,
    slices: slices
      .map((slice) => {
        const place = compared.indexOf(slice)
        return { ...slice, correctedP: place === -1 ? null : (corrected[place] ?? null) }
      })
      .toSorted(
        (a, b) =>
          (b.comparison?.difference ?? Number.NEGATIVE_INFINITY) -
          (a.comparison?.difference ?? Number.NEGATIVE_INFINITY),
      ),
  }
}

/**
 * The effect by tenths of a score, highest first, and its Qini curve: does the score tell whom contact moves?
 * @throws AppError not_found, or invalid_request when the tag or metric cannot be used so
 */
export async function readUplift(
  ctx: Context,
  journey: string,
  query: { score: string; metric?: string | undefined },
): Promise<Uplift> {
  const [asked, tag] = [await askEffect(ctx, journey), await tagOf(ctx, query.score)]
  const metric = metricOf(asked, query.metric)
  if (tag.column.type !== 'number')
    throw refused('/score', `"${query.score}" is no number, so it is no score`)
  if (metric.question.scale === 'ratio') {
    throw refused('/metric', `"${metric.question.key}" is a ratio, which does not add up over customers`)
  }
  const deciles = pairs(
    await armsBy(ctx, asked, metric, slicesByScore(tag, tag.table, asked.question)),
    metric,
  ).toSorted((a, b) => Number(a.slice) - Number(b.slice))
  return {
    score: tag.key,
    metric: metric.question.key,
    unit: metric.question.unit,
    deciles: deciles.map((decile) => ({ ...decile, correctedP: null })),
    qini: qiniCurve(
      deciles.map(({ treated, holdout }) => ({
        treated: treated.customers,
        treatedSum: treated.customers * treated.mean,
        holdout: holdout.customers,
        holdoutSum: holdout.customers * holdout.mean,
      })),
    ),
  }
}

async function tagOf(ctx: Context, key: string): Promise<CatalogueTag & { table: string }> {
  const tag = (await loadCatalogueTags(ctx)).get(key)
  if (!tag) throw new AppError('not_found', `There is no tag "${key}"`)
  const { table } = tag
  if (table === null) throw refused('/tag', `"${key}" has not been computed yet: refresh its group first`)
  return { ...tag, table }
}

export function metricOf({ metrics }: AskedEffect, key: string | undefined): MetricOfEffect {
  const metric = key === undefined ? metrics[0] : metrics.find(({ question }) => question.key === key)
  if (metric) return metric
  const known = metrics.map(({ question }) => question.key).join(', ')
  throw refused('/metric', `this effect has no metric "${key}"; it has ${known}`)
}

const refused = (path: string, message: string): AppError =>
  new AppError('invalid_request', message[0]?.toUpperCase() + message.slice(1), {
    details: [{ path, message }],
  })

/** Only this metric, and what it is made of, is read. */
export function computedOf({ question }: AskedEffect, metric: MetricOfEffect): readonly Computed[] {
  const parts =
    metric.computed.kind === 'revenue'
      ? question.computed.filter(({ kind }) => kind === 'goal' || kind === 'aum')
      : []
  return [metric.computed, ...parts]
}

async function armsBy(
  ctx: Context,
  asked: AskedEffect,
  metric: MetricOfEffect,
  slices: string,
): Promise<Arm[]> {
  if (!asked.anyone || asked.question.holdoutNodes.length === 0) return []
  const question = { ...asked.question, computed: computedOf(asked, metric) }
  return readArms(ctx.clickhouse, question, asked.from, slices)
}

type Compared = Omit<SliceEffect, 'correctedP'>

function pairs(arms: readonly Arm[], { question }: MetricOfEffect): Compared[] {
  return [...new Set(arms.map(({ slice }) => slice))].map((slice) => {
    const [treated, holdout] = [false, true].map((held) =>
      arms.find((arm) => arm.slice === slice && arm.held === held),
    )
    const [one, two] = [treated?.moments[0]?.all, holdout?.moments[0]?.all]
    const found = one && two ? compare(question.scale, one, two) : null
    return {
      slice,
      treated: { customers: treated?.customers ?? 0, mean: one?.mean ?? 0 },
      holdout: { customers: holdout?.customers ?? 0, mean: two?.mean ?? 0 },
      comparison: found && {
        difference: found.difference,
        low: found.low,
        high: found.high,
        statistic: found.statistic,
        p: found.p,
      },
    }
  })
}
