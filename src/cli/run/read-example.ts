import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError, messageOf } from '../../platform/errors.ts'
import { definitionKey } from '../../understand/rules/index.ts'

const instant = z
  .union([z.date(), z.string()])
  .transform((value) => new Date(value))
  .refine((value) => !Number.isNaN(value.getTime()), 'must be an instant such as 1993-12-15T10:00:00Z')
const day = z
  .union([z.date().transform((value) => value.toISOString().slice(0, 10)), z.string()])
  .refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value), 'must be a date such as 1993-01-31')

/** `run.yaml`: when the clock stands where, and what is known to be right. */
export const runFile = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be lower-case letters, digits and _'),
  currency: z.string().default(''),
  start: instant,
  end: instant,
  everyDays: z.number().int().min(1).max(366),
  expected: z
    .strictObject({
      aum: z
        .array(
          z.strictObject({
            date: day,
            amount: z.string().regex(/^-?\d+\.\d{2}$/, 'must be text with two decimals, such as "632757.60"'),
            accounts: z.number().int(),
          }),
        )
        .default([]),
      /** Of how many customers a true-or-false tag is true: of all, or of those with one value of another tag. */
      shares: z
        .array(
          z
            .strictObject({
              tag: definitionKey,
              by: definitionKey.optional(),
              value: z.string().optional(),
              customers: z.number().int(),
              yes: z.number().int().optional(),
              /** As many decimals as are known. */
              percent: z.string().regex(/^\d+(\.\d+)?$/, 'must be text such as "11.265"'),
            })
            .refine(({ by, value }) => (by === undefined) === (value === undefined), {
              message: 'takes "by" (a tag) and "value" (one of its values) together or not at all',
            }),
        )
        .default([]),
      /** Area under the ROC curve that a model tag reaches at least, on the customers held out. */
      models: z.array(z.strictObject({ tag: definitionKey, auc: z.number().min(0.5).max(1) })).default([]),
    })
    .prefault({}),
})
export type RunFile = z.output<typeof runFile>

export interface Example {
  readonly run: RunFile
  /** As written; the modules check them when they are applied. */
  readonly tags: unknown
  /** Undefined where the folder has no such file. */
  readonly segments?: unknown
  readonly journeys?: unknown
}

/** @throws AppError not_found or invalid_definition naming the file and the place */
export function readExample(folder: string): Example {
  const parsed = runFile.safeParse(readYaml(join(folder, 'run.yaml')))
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`,
    )
    throw new AppError('invalid_definition', `${join(folder, 'run.yaml')} has errors:\n${lines.join('\n')}`)
  }
  if (parsed.data.end < parsed.data.start) {
    throw new AppError('invalid_definition', `${join(folder, 'run.yaml')}: end lies before start`)
  }
  return {
    run: parsed.data,
    tags: readYaml(join(folder, 'tags.yaml')),
    segments: readYamlIfThere(join(folder, 'segments.yaml')),
    journeys: readYamlIfThere(join(folder, 'journeys.yaml')),
  }
}

function readYamlIfThere(path: string): unknown {
  return existsSync(path) ? readYaml(path) : undefined
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new AppError('not_found', `${path} cannot be read: ${messageOf(error)}`)
  }
}
