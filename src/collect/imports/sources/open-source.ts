import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import type { PlanFile } from '../schema.ts'
import { textLiteral } from '../sql-text.ts'
import { delimitedLines, delimitedSource, splitting } from './delimited.ts'
import { ndjsonSource } from './ndjson.ts'
import { parquetSource } from './parquet.ts'
import type { OpenSource } from './source.ts'

function formatOf(file: PlanFile): 'csv' | 'parquet' | 'ndjson' {
  if (file.format) return file.format
  if (/\.parquet$/i.test(file.path)) return 'parquet'
  if (/\.(ndjson|jsonl)(\.(gz|zst|xz|bz2|lz4))?$/i.test(file.path)) return 'ndjson'
  return 'csv'
}

/**
 * Find a plan's file under the delivery folder and learn its columns.
 * @throws AppError not_found, invalid_definition or unavailable with what to do
 */
export async function openSource(ctx: Context, directory: string, file: PlanFile): Promise<OpenSource> {
  const path = resolve(directory, file.path)
  if (/[*?{}]/.test(path)) {
    throw new AppError(
      'invalid_request',
      `${path}: ClickHouse would read *, ?, { and } as patterns; rename the file or folder`,
    )
  }
  if (ctx.config.clickhouse.url === undefined && !(existsSync(path) && statSync(path).isFile())) {
    throw new AppError('not_found', `There is no file ${path}: check --from and files.*.path of the plan`)
  }
  switch (formatOf(file)) {
    case 'parquet':
      return parquetSource(path, file, await parquetColumns(ctx, path))
    case 'ndjson':
      await readable(
        ctx,
        `SELECT text FROM (${delimitedLines(path, file)}) LIMIT 1`,
        path,
        z.object({ text: z.string() }),
      )
      return ndjsonSource(path, file)
    case 'csv':
      return delimitedSource(path, file, await delimitedColumns(ctx, path, file))
  }
}

async function delimitedColumns(ctx: Context, path: string, file: PlanFile): Promise<readonly string[]> {
  if (!file.header) {
    if (file.columns) return file.columns
    throw new AppError('invalid_definition', `${file.path} has no header: give its \`columns\` in order`)
  }
  const { fields } = splitting(file)
  const lines = `SELECT text FROM (${delimitedLines(path, file)}) WHERE line_number = 1`
  const found = await readable(
    ctx,
    `SELECT arrayMap(c -> trimBoth(c), ${fields}) AS columns FROM (${lines})`,
    path,
    z.object({ columns: z.array(z.string()) }),
  )
  const columns = found[0]?.columns ?? []
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (columns.length === 0)
    throw new AppError('invalid_definition', `${path} is empty: its first line should name the columns`)
  if (twice !== undefined)
    throw new AppError('invalid_definition', `${path} names the column "${twice}" twice`)
  return file.columns ?? columns
}

async function parquetColumns(ctx: Context, path: string): Promise<readonly string[]> {
  const described = `DESCRIBE TABLE file(${textLiteral(path)}, 'Parquet')`
  const rows = await readable(ctx, described, path, z.object({ name: z.string() }))
  return rows.map((row) => row.name)
}

async function readable<Row>(ctx: Context, sql: string, path: string, row: z.ZodType<Row>): Promise<Row[]> {
  try {
    return await ctx.clickhouse.query(sql, {}, row, { pool: 'long' })
  } catch (error) {
    const message = messageOf(error)
    if (/user_files|DATABASE_ACCESS_DENIED|not inside/.test(message)) {
      throw new AppError(
        'unavailable',
        `The ClickHouse server may not read ${path}: put the files below its user_files_path (or set that to the folder) and give this folder, as the server sees it, with --from`,
        { cause: error },
      )
    }
    throw new AppError('invalid_request', `ClickHouse cannot read ${path}: ${message.slice(0, 300)}`, {
      cause: error,
    })
  }
}
