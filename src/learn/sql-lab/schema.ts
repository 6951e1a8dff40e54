import { z } from 'zod'
import { pageOf, pageQuery } from '../../platform/http/route-kit.ts'
import { displayName, plainText } from '../../understand/rules/index.ts'
import { longestStatement } from './read-tokens.ts'
import { problemKinds } from './statement-problem.ts'

const statement = z
  .string()
  .max(longestStatement)
  .describe('One ClickHouse SELECT over the tables of the lab')

export const statementInput = z.strictObject({ sql: statement })

export const exportInput = statementInput.extend({ format: z.enum(['csv', 'xlsx']).default('csv') })

export const checkView = z.object({
  problem: z
    .object({
      kind: z.enum(problemKinds),
      subject: z.string(),
      message: z.string(),
      from: z.number().int(),
      to: z.number().int(),
    })
    .nullable()
    .describe('Why the statement would be refused, and where: offsets in UTF-16 units'),
})

export const labSchemaView = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      description: displayName,
      columns: z.array(z.object({ name: z.string(), type: z.string(), description: displayName })),
    }),
  ),
  functions: z.array(z.string()),
  dataScope: z.array(z.string()).nullable().describe('Organisations whose customers are read; null = all'),
  limits: z.object({
    rows: z.number(),
    exportRows: z.number(),
    seconds: z.number(),
    memoryBytes: z.number(),
  }),
})

export const statementAnswer = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Numbers of 64 bits and more, decimals, dates and times are text. */
  rows: z.array(z.array(z.unknown())),
  truncated: z.boolean().describe('There are more rows than are shown'),
  rowsRead: z.number().nullable().describe('Null within a data scope'),
  bytesRead: z.number().nullable(),
  milliseconds: z.number().int(),
})
export type StatementAnswer = z.output<typeof statementAnswer>

export const runView = z.object({
  id: z.number().int(),
  sql: z.string(),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  error: z.string(),
  rows: z.number().nullable(),
  rowsRead: z.number().nullable(),
  milliseconds: z.number().nullable(),
  startedAt: z.iso.datetime(),
})
export const runPage = pageOf(runView)
export const runQuery = pageQuery

export const savedQueryInput = z.strictObject({
  name: plainText(100).trim().min(1, 'give it a name'),
  description: plainText(2000).default(''),
  sql: statement.min(1),
  shared: z
    .boolean()
    .describe('Everybody who may use the lab sees it; it still reads only what its reader may'),
})
export const savedQueryView = z.object({
  id: z.number().int(),
  name: z.string(),
  description: z.string(),
  sql: z.string(),
  shared: z.boolean(),
  owner: z.string(),
  mine: z.boolean(),
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
})
export const savedQueryPage = pageOf(savedQueryView)
export const savedQueryQuery = pageQuery.extend({ search: plainText(100).optional() })
