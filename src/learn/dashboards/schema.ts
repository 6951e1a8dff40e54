import { z } from 'zod'
import { pageOf, pageQuery } from '../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../../understand/rules/index.ts'
import { ruleJson } from '../../understand/segments/index.ts'
import { analysis, breakdown, compare, range } from '../analyses/index.ts'

/** Columns of the grid that widgets stand on. */
const gridColumns = 12
const mostWidgets = 60

/** '' = the whole bank. */
const organisation = plainText(64)

/** What is laid over the question of every widget. */
export const boardFilters = z.strictObject({
  range: range.optional(),
  segment: definitionKey.optional().describe('Only members of the segment'),
  population: ruleJson.optional().describe('Only customers who satisfy the rule now'),
  organisation: organisation
    .optional()
    .describe('Only customers of it and of those below; empty = the whole bank'),
  breakdown: breakdown.optional().describe('Instead of the widget’s own'),
  compare: compare.optional().describe('Instead of the widget’s own'),
})
z.globalRegistry.add(boardFilters, { id: 'BoardFilters' })
export type BoardFilters = z.output<typeof boardFilters>
const filterNames = ['range', 'segment', 'population', 'organisation', 'breakdown', 'compare'] as const
export const filterName = z.enum(filterNames)
export type FilterName = z.output<typeof filterName>

/** How an answer is shown. */
const picture = plainText(64)
  .default('auto')
  .describe(
    '`auto`: the usual picture of the type; `table`; else one of the views it has: `bar`, `curves`, `times`',
  )

export const metricShown = z.discriminatedUnion('show', [
  z.strictObject({
    show: z.literal('number').describe('The newest value and its change, with a small curve'),
    against: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('week'),
  }),
  z.strictObject({ show: z.literal('series').describe('Daily values, with what was expected') }),
  z.strictObject({
    show: z.literal('ranking').describe('Organisations by the newest value or by its change'),
    level: z.enum(['branch', 'sub_branch']).default('branch'),
    by: z.enum(['value', 'change']).default('value'),
    against: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('month'),
    order: z.enum(['best', 'worst']).default('best').describe('By the direction that is good for the metric'),
    limit: z.number().int().min(1).max(200).default(10),
  }),
])

const widgetContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('saved'), analysis: z.number().int().min(1).max(2_147_483_647), picture }),
  z.strictObject({ kind: z.literal('analysis'), analysis, picture }),
  z.strictObject({
    kind: z.literal('metric'),
    metric: definitionKey,
    organisation: organisation.default(''),
    shown: metricShown,
  }),
  z.strictObject({
    kind: z.literal('note'),
    text: z
      .strictObject({ 'zh-CN': plainText(5000), en: plainText(5000) })
      .describe('Plain text with Markdown’s headings, lists, emphasis and links'),
  }),
])

const cells = (least: number, most: number) => z.number().int().min(least).max(most)

export const widget = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, underscores or dashes'),
  x: cells(0, gridColumns - 1),
  y: cells(0, 2000),
  w: cells(1, gridColumns),
  h: cells(1, 40),
  /** The name of the saved analysis or metric unless given. */
  title: displayName.optional(),
  content: widgetContent,
  /** Filters of the board that this widget does not follow. */
  ignores: z.array(filterName).max(filterNames.length).default([]),
})
z.globalRegistry.add(widget, { id: 'Widget' })
export type Widget = z.output<typeof widget>

export const widgets = z
  .array(widget)
  .max(mostWidgets)
  .superRefine((all, context) => {
    for (const [i, one] of all.entries()) {
      const problem = (path: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [i, path], message })
      if (one.x + one.w > gridColumns) problem('w', `reaches beyond the ${gridColumns} columns of the grid`)
      const before = all.slice(0, i)
      if (before.some(({ id }) => id === one.id)) problem('id', 'is the id of another widget, too')
      if (before.some((other) => overlap(one, other))) problem('x', 'overlaps another widget')
    }
  })

type Place = Pick<Widget, 'x' | 'y' | 'w' | 'h'>
const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

const may = z.enum(['view', 'edit'])

/** Whoever owns a board, and administrators, may do everything with it. */
export const sharing = z.strictObject({
  everyone: z.enum(['none', 'view', 'edit']).default('none'),
  users: z
    .array(z.strictObject({ login: plainText(64).min(1), may }))
    .max(200)
    .default([]),
  roles: z
    .array(z.strictObject({ role: z.enum(['admin', 'operator', 'viewer']), may }))
    .max(3)
    .default([]),
})
export type Sharing = z.output<typeof sharing>

export const dashboardChange = z.strictObject({
  name: displayName,
  description: plainText(2000).default(''),
  widgets: widgets.default([]),
  filters: boardFilters.default({}),
})
export const newDashboard = dashboardChange.extend({ sharing: sharing.default(sharing.parse({})) })
export const sharingChange = sharing.extend({
  owner: plainText(64).min(1).optional().describe('Login of a user who owns it from now on'),
})

const dashboardFace = z.object({
  id: z.number().int(),
  name: displayName,
  description: z.string(),
  libraryKey: z.string().nullable().describe('The ready board it was made from'),
  sharing,
  owner: z.string().describe('Login; `api_key:…` or `system:…` for boards that machines made'),
  ownerName: z.string(),
  may: z
    .enum(['view', 'edit', 'own'])
    .describe('What you may do with it; `own` includes sharing and deleting'),
  version: z.number().int(),
  archivedAt: z.iso.datetime().nullable(),
  createdBy: z.string(),
  updatedBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export const dashboardSummary = dashboardFace.extend({ widgetCount: z.number().int() })
export const dashboardView = dashboardFace.extend({ widgets: z.array(widget), filters: boardFilters })
export type DashboardSummary = z.output<typeof dashboardSummary>
export type DashboardView = z.output<typeof dashboardView>

export const dashboardPage = pageOf(dashboardSummary)
export const dashboardQuery = pageQuery.extend({
  search: plainText(100).optional().describe('In names and description'),
  mine: z.stringbool().default(false).describe('true: only those you own'),
  archived: z.stringbool().default(false).describe('true: only those that were put away'),
  sort: z.enum(['updated', '-updated', 'name', '-name']).default('-updated'),
})
export const copyInput = z.strictObject({ name: displayName })

export const person = z.object({
  login: z.string(),
  name: z.string(),
  role: z.enum(['admin', 'operator', 'viewer']),
})
