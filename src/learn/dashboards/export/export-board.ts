import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { writeCsv, writeExcel } from '../../sheets/index.ts'
import { answerWidgets } from '../questions/answer-widgets.ts'
import { readNames } from '../questions/read-names.ts'
import { boardFor } from '../rights.ts'
import type { ExportInput } from './schema.ts'
import { sheetsOf } from './sheets-of.ts'

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/**
 * The numbers of a board, or of one widget, as a file.
 * @throws AppError not_found of the board or widget
 */
export async function exportBoard(
  ctx: Context,
  id: number,
  { format, language, widget, filters }: ExportInput,
  signal?: AbortSignal,
): Promise<{ name: string; type: string; content: Buffer }> {
  const { board } = await boardFor(ctx, id)
  const widgets = board.widgets.filter((one) => widget === undefined || one.id === widget)
  const [only] = widgets
  if (widget !== undefined && !only)
    throw new AppError('not_found', `The dashboard ${id} has no widget "${widget}"`)
  const laid = filters ?? board.filters
  const [answers, names] = await Promise.all([
    answerWidgets(ctx, { widgets, filters: laid }, signal),
    readNames(ctx),
  ])
  const sheets = answers
    .filter(({ kind }) => kind !== 'note' || widget !== undefined)
    .flatMap((answer) => sheetsOf(answer, language, names))
  const content = await (format === 'csv'
    ? writeCsv(sheets)
    : writeExcel(filled(sheets, board.name[language])))
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'dashboard.export',
      objectKind: 'dashboard',
      objectId: String(id),
      detail: { format, widget: widget ?? null, filters: laid },
    }),
  )
  const title = widget === undefined ? board.name[language] : (answers[0]?.question.title[language] ?? widget)
  const day = businessDay(ctx.clock.now(), ctx.config.timezone)
  return { name: `${title} ${day}.${format}`, type: types[format], content }
}

/** A workbook has one sheet at least. */
const filled = (sheets: ReturnType<typeof sheetsOf>, title: string) =>
  sheets.length > 0 ? sheets : [{ title, columns: [{ name: title, unit: 'text' as const }], rows: [] }]
