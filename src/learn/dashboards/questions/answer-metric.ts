import { addDays } from '../../../platform/calendar-day.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import {
  organisationMeant,
  readMetric,
  readOrganisations,
  readRanking,
  readSeries,
} from '../../metrics/index.ts'
import type { MetricAnswer, MetricQuestion } from './schema.ts'

const daysBack = { day: 1, week: 7, month: 30, quarter: 90, year: 365 } as const

/** @throws AppError not_found, invalid_request for ranges of more than three years, forbidden outside of the data scope */
export async function answerMetric(ctx: Context, question: MetricQuestion): Promise<MetricAnswer> {
  const { from, to, shown } = question
  const [metric, organisations] = await Promise.all([
    readMetric(ctx, question.metric),
    readOrganisations(ctx),
  ])
  const organisation =
    shown.show === 'ranking' ? question.organisation : await organisationMeant(ctx, question.organisation)
  const name = organisations.find(({ code }) => code === organisation)?.name
  if (organisation !== '' && name === undefined)
    throw new AppError('not_found', `There is no organisation "${organisation}"`)
  const { key, description, unit, direction } = metric
  const answer = {
    metric: { key, name: metric.name, description, unit, direction },
    organisation,
    organisationName: name ?? '',
    from,
    to,
    points: [],
    targets: [],
    number: null,
    ranking: null,
  }
  if (shown.show === 'ranking')
    return { ...answer, ranking: await rankingOf(ctx, question, shown, direction) }
  const place = { metric: key, organisation }
  const { points, targets } = await readSeries(ctx, { ...place, from, to })
  if (shown.show === 'series') return { ...answer, points, targets }
  const newest = points.findLast(({ value }) => value !== null)
  if (!newest || newest.value === null) return { ...answer, points, targets }
  const beforeDay = addDays(newest.day, -daysBack[shown.against])
  const before =
    beforeDay >= from
      ? points.find(({ day }) => day === beforeDay)
      : (await readSeries(ctx, { ...place, from: beforeDay, to: beforeDay })).points[0]
  return {
    ...answer,
    points,
    targets,
    number: { day: newest.day, beforeDay, ...changeOf(newest.value, before?.value ?? null) },
  }
}

type Ranking = Extract<MetricQuestion['shown'], { show: 'ranking' }>

async function rankingOf(
  ctx: Context,
  { metric, organisation, from, to }: MetricQuestion,
  { level, by, against, order, limit }: Ranking,
  direction: 'up' | 'down',
): Promise<MetricAnswer['ranking']> {
  const daysBefore = daysBack[against]
  const read = await readRanking(ctx, { metric, organisation, level, from, to, daysBefore })
  if (!read) return null
  const descending = (direction === 'up') === (order === 'best')
  const items = read.items
    .map((one) => ({
      organisation: one.organisation,
      name: one.name,
      ...changeOf(one.value, one.before),
    }))
    .filter((one) => by === 'value' || one.change !== null)
    .toSorted(
      (a, b) =>
        ((a[by] ?? 0) - (b[by] ?? 0)) * (descending ? -1 : 1) || (a.organisation < b.organisation ? -1 : 1),
    )
  return {
    day: read.day,
    beforeDay: read.beforeDay,
    organisations: items.length,
    items: items.slice(0, limit).map((one, i) => ({ rank: i + 1, ...one })),
  }
}

function changeOf(value: number, before: number | null) {
  const difference = before === null ? null : value - before
  return {
    value,
    before,
    difference,
    change: difference === null || before === null || before === 0 ? null : difference / Math.abs(before),
  }
}
