import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { z } from 'zod'
import { AppError, type ErrorDetail, messageOf } from '../../platform/errors.ts'
import { type Plan, plan } from './schema.ts'

/**
 * Read an import plan.
 * @throws AppError invalid_definition naming every wrong place of the plan and what belongs there
 */
export function readPlan(path: string): Plan {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new AppError('not_found', `The plan ${path} cannot be read: ${messageOf(error)}`)
  }
  try {
    return checkPlan(parse(text), path)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid_definition', `The plan ${path} is not YAML: ${messageOf(error)}`)
  }
}

/** @param name how to call the plan in error messages */
export function checkPlan(input: unknown, name: string): Plan {
  const parsed = plan.safeParse(input)
  if (parsed.success) return checkReferences(parsed.data, name)
  const details = parsed.error.issues.flatMap((issue) => detailsOf(issue))
  throw new AppError(
    'invalid_definition',
    `The plan ${name} has errors:\n${details.map((d) => `  ${d.path}: ${d.message}`).join('\n')}`,
    {
      details,
    },
  )
}

function detailsOf(issue: z.core.$ZodIssue): ErrorDetail[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pointer([...issue.path, key]),
      message: 'is not a setting here: remove it or check its spelling',
    }))
  }
  // Of a mapping that may be written in two ways, report the errors of the way that was meant: the one with fewer.
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.message === 'Invalid input') {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? []
    return closest.flatMap((inner) => detailsOf({ ...inner, path: [...issue.path, ...inner.path] }))
  }
  return [{ path: pointer(issue.path), message: issue.message }]
}

function pointer(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(plan)' : path.map(String).join('.')
}

function checkReferences(checked: Plan, name: string): Plan {
  const files = Object.keys(checked.files)
  const wrong: ErrorDetail[] = []
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, child] of Object.entries(value)) {
      const names = (key === 'from' || key === 'lookup') && typeof child === 'string'
      if (names && !files.includes(child)) {
        wrong.push({
          path: [...path, key].join('.'),
          message: `"${child}" is not one of the plan’s files (${files.join(', ') || 'none'})`,
        })
      }
      visit(child, [...path, key])
    }
  }
  const { files: _, ...targets } = checked
  visit(targets, [])
  if (wrong.length === 0) return checked
  throw new AppError(
    'invalid_definition',
    `The plan ${name} has errors:\n${wrong.map((d) => `  ${d.path}: ${d.message}`).join('\n')}`,
    {
      details: wrong,
    },
  )
}
