import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/route-kit.ts'
import { customersSql } from '../../understand/rules/index.ts'
import { maskedName, maskedNumber } from '../../understand/segments/index.ts'
import { readCellId } from './cell-id.ts'
import { prepareQuestion, questionSettings } from './prepare-question.ts'
import { member, type membersInput, type membersPage } from './result-schema.ts'
import { withinLimits } from './run-analysis.ts'
import type { Analysis } from './schema.ts'
import { analysisTypes } from './types/index.ts'

/**
 * SQL bitmap of the customers behind a cell of an answer.
 * @param asOf of the answer, so that relative days and rules mean the same again
 * @throws AppError invalid_request when the cell is not one of this analysis
 */
export async function cellBitmapSql(
  ctx: Context,
  analysis: Analysis,
  cell: string,
  { asOf, signal }: { asOf?: string; signal?: AbortSignal } = {},
): Promise<string> {
  const { side, parts } = readCellId(cell)
  const { current, compared } = await prepareQuestion(ctx, analysis, {
    ...(asOf === undefined ? {} : { asOf: new Date(asOf) }),
    ...(signal ? { signal } : {}),
  })
  const question = side === 'current' ? current : compared
  if (!question || question.sample < 1)
    throw new AppError(
      'invalid_request',
      question
        ? 'Nobody stands behind an extrapolated number: ask without a sample'
        : 'The cell belongs to a comparison that the analysis does not ask for',
      { details: [{ path: '/cell', message: 'is not valid' }] },
    )
  const members = analysisTypes[analysis.type].membersSql(question, parts)
  return `(SELECT groupBitmapState(toUInt32(customer)) FROM (${members}))`
}

/** Who is behind a cell: how many, and the known customers among them in pages, masked. */
export async function readMembers(
  ctx: Context,
  { analysis, cell, asOf, limit, cursor }: z.output<typeof membersInput>,
  signal?: AbortSignal,
): Promise<z.output<typeof membersPage>> {
  const after = cursor === undefined ? -1 : decodeCursor(cursor, z.number().int())
  const bitmap = await cellBitmapSql(ctx, analysis, cell, {
    ...(asOf === undefined ? {} : { asOf }),
    ...(signal ? { signal } : {}),
  })
  const [found] = await withinLimits(() =>
    ctx.clickhouse.query(
      `WITH ${bitmap} AS behind, bitmapAnd(behind, ${customersSql}) AS known
SELECT bitmapCardinality(behind) AS customers, customers - bitmapCardinality(known) AS visitors,
  bitmapToArray(bitmapSubsetLimit(known, {from:UInt32}, {limit:UInt32})) AS page`,
      { from: after + 1, limit: limit + 1 },
      z.object({ customers: z.coerce.number(), visitors: z.coerce.number(), page: z.array(z.number()) }),
      { settings: questionSettings, signal },
    ),
  )
  const { customers = 0, visitors = 0, page = [] } = found ?? {}
  const shown = page.slice(0, limit)
  const items =
    shown.length === 0
      ? []
      : await ctx.clickhouse.query(
          `SELECT customer, ${maskedNumber} AS number, ${maskedName} AS name, gender, city, branch
FROM customer FINAL WHERE customer IN ({shown:Array(UInt32)}) ORDER BY customer`,
          { shown },
          member,
          { signal },
        )
  return {
    customers,
    visitors,
    items,
    next: page.length > limit ? encodeCursor(shown.at(-1)) : null,
  }
}
