import { addDays } from '../../platform/calendar-day.ts'
import type { Context } from '../../platform/context.ts'
import { loadResolved } from './load-definitions.ts'
import { organisationsBelow, readOrganisations, seesOrganisation } from './organisations.ts'
import { fingerprintOf } from './resolve-formula.ts'
import { readValues } from './values/read-values.ts'

interface Ranked {
  readonly organisation: string
  readonly name: string
  readonly value: number
  readonly before: number | null
}

/**
 * Stored values of every organisation of a level below one, on the newest day of a range that has any, and so many days
 * before it. Organisations without a value that day, or outside of the data scope, are left out.
 * @throws AppError not_found
 */
export async function readRanking(
  ctx: Context,
  question: {
    readonly metric: string
    readonly organisation: string
    readonly level: 'branch' | 'sub_branch'
    readonly from: string
    readonly to: string
    readonly daysBefore: number
  },
): Promise<{ day: string; beforeDay: string; items: Ranked[] } | null> {
  const { metric, organisation, level, from, to, daysBefore } = question
  const [resolved, all, below] = await Promise.all([
    loadResolved(ctx, metric),
    readOrganisations(ctx),
    organisationsBelow(ctx, organisation),
  ])
  const names = new Map(
    all
      .filter(({ code, level: own }) => own === level && below.includes(code) && seesOrganisation(ctx, code))
      .map(({ code, name }) => [code, name]),
  )
  if (names.size === 0) return null
  const values = await readValues(ctx.clickhouse, {
    metric,
    formula: fingerprintOf(resolved),
    organisations: [...names.keys()],
    from: addDays(from, -daysBefore),
    to,
  })
  const day = values.reduce((newest, one) => (one.value !== null && one.day > newest ? one.day : newest), '')
  if (day < from) return null
  const beforeDay = addDays(day, -daysBefore)
  const earlier = new Map(
    values.filter((one) => one.day === beforeDay).map((one) => [one.organisation, one.value]),
  )
  return {
    day,
    beforeDay,
    items: values.flatMap(({ organisation: code, day: at, value }) =>
      at === day && value !== null
        ? [{ organisation: code, name: names.get(code) ?? code, value, before: earlier.get(code) ?? null }]
        : [],
    ),
  }
}
