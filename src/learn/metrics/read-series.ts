import type { z } from 'zod'
import { readTradingDays } from '../../decide/trading-days/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { findAnomalies, type Season, usualSensitivity } from './anomalies/find-anomalies.ts'
import { addDays, weekdayOf } from '../../platform/calendar-day.ts'
import { daysOf } from './compute/days.ts'
import { loadResolved } from './load-definitions.ts'
import { fingerprintOf } from './resolve-formula.ts'
import type { seriesView } from './schema.ts'
import { organisationMeant } from './organisations.ts'
import { listQuietDays } from './quiet-days.ts'
import { readTargets } from './targets.ts'
import { readValues } from './values/read-values.ts'

/** How far back days are read to judge the first one that is shown. */
const learnFrom = 190
const longest = 1100

/**
 * Weekdays, and the days on which nothing is made of a number: the holidays of the trading calendar, the weekend days
 * worked for them, and those the bank entered.
 */
export async function readSeason(
  ctx: Pick<Context, 'postgres'>,
): Promise<Season & { quietName(day: string): string | null }> {
  const [calendar, entered] = await Promise.all([readTradingDays(ctx), listQuietDays(ctx)])
  const names = new Map(entered.map(({ day, name }) => [day, name]))
  const quietName = (day: string): string | null => {
    const name = names.get(day)
    if (name !== undefined) return name
    return calendar.isTradingDay(day) === weekdayOf(day) <= 5 ? null : '$trading_calendar'
  }
  return { weekdayOf, isQuiet: (day) => quietName(day) !== null, quietName }
}

/** Stored values of one metric and organisation, judged day by day; days without a value are null. */
export async function readJudged(
  ctx: Context,
  question: {
    readonly metric: string
    readonly organisation: string
    readonly from: string
    readonly to: string
    readonly sensitivity?: number
  },
  season?: Season,
) {
  const { metric, organisation, from, to, sensitivity = usualSensitivity } = question
  const formula = fingerprintOf(await loadResolved(ctx, metric))
  const first = addDays(from, -learnFrom)
  const rows = await readValues(ctx.clickhouse, {
    metric,
    formula,
    organisations: [organisation],
    from: first,
    to,
  })
  const known = new Map(rows.map(({ day, value }) => [day, value]))
  const points = daysOf(first, to).map((day) => ({ day, value: known.get(day) ?? null }))
  const judged = findAnomalies(points, season ?? (await readSeason(ctx)), sensitivity, from)
  return judged.filter(({ day }) => day >= from)
}

/**
 * What a chart of a metric shows.
 * @throws AppError not_found, invalid_request for ranges of more than three years, forbidden outside of the data scope
 */
export async function readSeries(
  ctx: Context,
  question: { metric: string; organisation: string; from: string; to: string },
): Promise<z.output<typeof seriesView>> {
  const { metric, from, to } = question
  refuseRange(from, to)
  const organisation = await organisationMeant(ctx, question.organisation)
  const season = await readSeason(ctx)
  const [judged, targets] = await Promise.all([
    readJudged(ctx, { ...question, organisation }, season),
    readTargets(ctx, metric, organisation),
  ])
  return {
    metric,
    organisation,
    points: judged.map(({ score: _score, ...point }) => ({ ...point, quiet: season.quietName(point.day) })),
    targets: targets.filter((target) => target.from <= to && target.to >= from),
  }
}

/** @throws AppError invalid_request */
export function refuseRange(from: string, to: string): void {
  const wrong =
    from > to ? 'begins after it ends' : addDays(from, longest) < to ? `is longer than ${longest} days` : null
  if (wrong)
    throw new AppError('invalid_request', `The range of days ${wrong}`, {
      details: [{ path: '/to', message: wrong }],
    })
}
