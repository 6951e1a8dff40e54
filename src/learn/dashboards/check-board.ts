import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../../platform/context.ts'
import { AppError, type ErrorDetail } from '../../platform/errors.ts'
import { checkRule, type RuleCatalogue } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { type Analysis, problemsOf, savedAnalysesOf } from '../analyses/index.ts'
import type { BoardFilters, Widget } from './schema.ts'
import { dashboardTables } from './store.ts'

interface Board {
  readonly widgets: readonly Widget[]
  readonly filters: BoardFilters
}

/**
 * What is new on a board must exist and fit. What stood there before is let be: a board whose saved analysis somebody
 * deleted can still be tidied up.
 * @throws AppError invalid_definition listing every wrong place
 */
export async function checkBoard(ctx: Context, board: Board, before?: Board): Promise<void> {
  const known = new Map(before?.widgets.map(({ id, content }) => [id, content]))
  const fresh = board.widgets
    .map(({ id, content }, i) => ({ id, content, path: `/widgets/${i}/content` }))
    .filter(({ id, content }) => !isDeepStrictEqual(content, known.get(id)))
  const filters = isDeepStrictEqual(board.filters, before?.filters) ? {} : board.filters
  const [catalogue, saved, metrics, organisations] = await Promise.all([
    loadRuleCatalogue(ctx),
    savedAnalysesOf(
      ctx,
      fresh.flatMap(({ content }) => (content.kind === 'saved' ? [content.analysis] : [])),
    ),
    activeMetrics(ctx),
    organisationCodes(ctx),
  ])
  const problems: ErrorDetail[] = filterProblems(filters, catalogue, organisations)
  for (const { content, path } of fresh) {
    if (content.kind === 'saved' && !saved.has(content.analysis))
      problems.push({ path: `${path}/analysis`, message: `there is no saved analysis ${content.analysis}` })
    if (content.kind === 'metric') {
      if (!metrics.has(content.metric))
        problems.push({ path: `${path}/metric`, message: `there is no metric "${content.metric}"` })
      if (content.organisation !== '' && !organisations.has(content.organisation))
        problems.push({
          path: `${path}/organisation`,
          message: `there is no organisation "${content.organisation}"`,
        })
    }
    if (content.kind === 'analysis')
      problems.push(...analysisProblems(content.analysis, `${path}/analysis`, catalogue))
  }
  const [first] = problems
  if (first)
    throw new AppError('invalid_definition', `The dashboard is wrong at ${first.path}: ${first.message}`, {
      details: problems,
    })
}

function analysisProblems(analysis: Analysis, at: string, catalogue: RuleCatalogue): ErrorDetail[] {
  return [
    ...problemsOf(analysis).map(({ path, message }) => ({ path: `${at}${path}`, message })),
    ...ruleProblems(analysis.population, `${at}/population`, catalogue),
  ]
}

function filterProblems(
  { segment, organisation, population }: BoardFilters,
  catalogue: RuleCatalogue,
  organisations: ReadonlySet<string>,
): ErrorDetail[] {
  const problems = ruleProblems(population, '/filters/population', catalogue)
  if (segment !== undefined && !catalogue.segments.has(segment))
    problems.push({ path: '/filters/segment', message: `there is no segment "${segment}"` })
  if (organisation !== undefined && organisation !== '' && !organisations.has(organisation))
    problems.push({ path: '/filters/organisation', message: `there is no organisation "${organisation}"` })
  return problems
}

function ruleProblems(rule: unknown, pointer: string, catalogue: RuleCatalogue): ErrorDetail[] {
  if (rule === undefined) return []
  try {
    checkRule(rule, catalogue, { pointer })
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.details.length > 0 ? [...error.details] : [{ path: pointer, message: error.message }]
  }
}

async function activeMetrics(ctx: Context): Promise<Set<string>> {
  const rows = await dashboardTables(ctx.postgres)
    .selectFrom('metric')
    .select('key')
    .where('archived_at', 'is', null)
    .execute()
  return new Set(rows.map(({ key }) => key))
}

async function organisationCodes(ctx: Context): Promise<Set<string>> {
  const rows = await dashboardTables(ctx.postgres).selectFrom('organisation').select('code').execute()
  return new Set(rows.map(({ code }) => code))
}
