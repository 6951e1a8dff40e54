import { z } from 'zod'
import { calendarDay, definitionKey, displayName, plainText } from '../../../understand/rules/index.ts'
import { analysis } from '../../analyses/index.ts'
import { metricView, seriesView } from '../../metrics/index.ts'
import { boardFilters, filterName, metricShown, widgets } from '../schema.ts'

export const questionsInput = z.strictObject({
  widgets,
  filters: boardFilters.default({}),
})

/** What a metric widget asks. */
export const metricQuestion = z.strictObject({
  metric: definitionKey,
  organisation: plainText(64).default('').describe('Empty = the whole bank'),
  from: calendarDay,
  to: calendarDay,
  shown: metricShown,
})
export type MetricQuestion = z.output<typeof metricQuestion>

const asked = {
  widget: z.string(),
  title: displayName,
  ignored: z.array(filterName).describe('Filters that cannot be laid over this question'),
}

/** The question of a widget with the filters laid over it. */
export const widgetQuestion = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('analysis'),
    ...asked,
    analysis: analysis.describe('For /api/analyses/run, /members and /segment'),
    saved: z.number().int().nullable().describe('The saved analysis it comes from'),
  }),
  z.object({
    kind: z.literal('metric'),
    ...asked,
    question: metricQuestion.describe('For /api/dashboard-metrics'),
  }),
  z.object({ kind: z.literal('note'), ...asked }),
  z.object({
    kind: z.literal('missing'),
    ...asked,
    reason: z.enum(['analysis', 'metric', 'segment', 'organisation']).describe('What no longer exists'),
    key: z.string(),
  }),
])
export type WidgetQuestion = z.output<typeof widgetQuestion>

const value = z.number().nullable()
const change = {
  value,
  before: value,
  difference: value,
  change: value.describe('Difference as a share of the value before; null when that is 0'),
}

export const metricAnswer = z.object({
  metric: metricView.pick({ key: true, name: true, description: true, unit: true, direction: true }),
  organisation: z.string(),
  organisationName: z.string().describe('Empty for the whole bank'),
  /** Days of the answer; values are of whole days, so none is later than yesterday. */
  from: z.string(),
  to: z.string(),
  points: seriesView.shape.points,
  targets: seriesView.shape.targets,
  number: z
    .object({ day: z.string(), beforeDay: z.string(), ...change })
    .nullable()
    .describe('The newest value; null when no day has one, or a ranking was asked'),
  ranking: z
    .object({
      day: z.string(),
      beforeDay: z.string(),
      organisations: z.number().int().describe('All of the level; the items are the first of them'),
      items: z.array(
        z.object({ rank: z.number().int(), organisation: z.string(), name: z.string(), ...change }),
      ),
    })
    .nullable(),
})
export type MetricAnswer = z.output<typeof metricAnswer>
