import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { definitionKey } from '../../understand/rules/index.ts'
import { type Contribution, explainChange, type MetricTree } from '../contributions/index.ts'
import { type Change, contributionsOf, nothing } from './contributions-of.ts'
import { loadDefinitions } from './load-definitions.ts'
import { childrenOf, organisationMeant, readOrganisations } from './organisations.ts'
import { type Definition, fingerprintOf, resolveFormula } from './resolve-formula.ts'
import { dayRange, organisationCode } from './schema.ts'
import { metricTables } from './store.ts'
import { readValues } from './values/read-values.ts'

export const explanationQuery = dayRange.extend({ organisation: organisationCode.default('') })

const part = z.object({
  key: z.string().describe('Key of a metric, or code of an organisation'),
  name: z.record(z.string(), z.string()),
  parent: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  contribution: z.number().nullable().describe('What of the change of the metric came through it'),
  share: z.number().nullable(),
})
export const explanationView = z.object({
  metric: definitionKey,
  organisation: z.string(),
  from: z.string(),
  to: z.string(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** By the metric's tree, its parts after it; empty without a tree or where a value is missing. */
  tree: z.array(part.extend({ operation: z.string().nullable(), depth: z.number().int() })),
  /** What the tree leaves unexplained, because its parts do not make up the metric. */
  rest: z.number(),
  /**
   * By the organisations below; the largest contribution to the change first. Ratios are split into each organisation's
   * own rate and its share of the whole. Null where contributions cannot be said.
   */
  organisations: z.array(
    part.extend({
      rate: z.number().nullable(),
      mix: z.number().nullable(),
      suspect: z.boolean().describe('Among the few organisations that explain the change (Adtributor)'),
    }),
  ),
})
type Explanation = z.output<typeof explanationView>

/**
 * Why a metric changed from one day to another: through which factors, and through which organisations. Both sum to the
 * change.
 * @throws AppError not_found, forbidden outside of the data scope
 */
export async function explainMetric(
  ctx: Context,
  key: string,
  question: z.output<typeof explanationQuery>,
): Promise<Explanation> {
  const { from, to } = question
  const organisation = await organisationMeant(ctx, question.organisation)
  const [definitions, organisations] = await Promise.all([loadDefinitions(ctx), readOrganisations(ctx)])
  if (!definitions.has(key)) throw new AppError('not_found', `There is no metric "${key}"`)
  const read = readerOf(ctx, definitions, question)
  const own = await read(key, [organisation])
  const { before, after } = own(organisation)
  const children = childrenOf(organisations, organisation)
  const [factors, places] = await Promise.all([
    explainByTree(ctx, read, key, organisation),
    explainByOrganisation(read, definitions, key, children),
  ])
  const change = (after ?? 0) - (before ?? 0)
  const root = factors[0]
  return {
    metric: key,
    organisation,
    from,
    to,
    before,
    after,
    tree: factors,
    rest: root ? change - (root.contribution ?? 0) : 0,
    organisations: places
      .map((one) => ({
        ...one,
        share: one.contribution === null || change === 0 ? null : one.contribution / change,
      }))
      .toSorted((a, b) => ((b.contribution ?? 0) - (a.contribution ?? 0)) * (change < 0 ? -1 : 1)),
  }
}

/** Stored values on the two days, of whatever metric. */
function readerOf(
  ctx: Context,
  definitions: ReadonlyMap<string, Definition>,
  days: { from: string; to: string },
) {
  return async (key: string, organisations: readonly string[]): Promise<(organisation: string) => Change> => {
    const definition = definitions.get(key)
    if (!definition) return () => ({ before: null, after: null })
    const formula = fingerprintOf(resolveFormula(definition, definitions))
    const on = async (day: string): Promise<Map<string, number | null>> => {
      const place = { metric: key, formula, organisations: [...organisations], from: day, to: day }
      const rows = await readValues(ctx.clickhouse, place)
      return new Map(rows.map((row) => [row.organisation, row.value]))
    }
    const [before, after] = await Promise.all([on(days.from), on(days.to)])
    return (organisation) => ({
      before: before.get(organisation) ?? null,
      after: after.get(organisation) ?? null,
    })
  }
}
type Reader = ReturnType<typeof readerOf>

type Trees = ReadonlyMap<string, { name: Record<string, string>; tree: Tree | null }>
interface Tree {
  readonly operation: 'product' | 'sum' | 'difference' | 'ratio'
  readonly parts: readonly string[]
}

async function explainByTree(
  ctx: Context,
  read: Reader,
  key: string,
  organisation: string,
): Promise<Explanation['tree']> {
  const rows = await metricTables(ctx.postgres).selectFrom('metric').select(['key', 'name', 'tree']).execute()
  const trees: Trees = new Map(rows.map((row) => [row.key, { name: row.name, tree: row.tree }]))
  if (!trees.get(key)?.tree) return []
  const values = new Map<string, Change>()
  const collect = async (at: string, above: readonly string[]): Promise<void> => {
    if (!values.has(at)) values.set(at, (await read(at, [organisation]))(organisation))
    const tree = trees.get(at)?.tree
    if (tree && !above.includes(at)) for (const one of tree.parts) await collect(one, [...above, at])
  }
  await collect(key, [])
  if ([...values.values()].some(({ before, after }) => before === null || after === null)) return []
  const build = (at: string, above: readonly string[]): MetricTree => {
    const tree = trees.get(at)?.tree
    const { before, after } = values.get(at) ?? { before: null, after: null }
    if (!tree || above.includes(at)) return { key: at, before: before ?? 0, after: after ?? 0 }
    return {
      key: at,
      operation: tree.operation,
      parts: tree.parts.map((one) => build(one, [...above, at])),
    }
  }
  const explained = explainChange(build(key, []))
  if (!explained) return []
  const flat: Explanation['tree'] = []
  const list = (one: Contribution, parent: string | null, depth: number): void => {
    const at = one.key
    flat.push({
      key: at,
      name: trees.get(at)?.name ?? {},
      parent,
      operation: one.parts.length > 0 ? (trees.get(at)?.tree?.operation ?? null) : null,
      depth,
      before: one.before,
      after: one.after,
      contribution: one.contribution,
      share: one.share,
    })
    for (const inner of one.parts) list(inner, at, depth + 1)
  }
  list(explained, null, 0)
  return flat
}

async function explainByOrganisation(
  read: Reader,
  definitions: ReadonlyMap<string, Definition>,
  key: string,
  children: readonly { code: string; parent: string | null; name: string }[],
): Promise<Explanation['organisations']> {
  const codes = children.map(({ code }) => code)
  const found = await contributionsOf(definitions.get(key), codes, (of) => read(of, codes), key)
  return children.map(({ code, parent, name }, i) => ({
    key: code,
    name: { 'zh-CN': name, en: name },
    parent,
    share: null,
    ...(found[i] ?? { ...nothing, suspect: false }),
  }))
}
