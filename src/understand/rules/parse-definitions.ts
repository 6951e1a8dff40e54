import type { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { detailsOfZod } from '../../platform/http/problem.ts'

/**
 * Read definitions written by people.
 * @param what what they are, beginning a sentence: "The tag definitions"
 * @throws AppError invalid_definition listing every wrong place as a JSON pointer
 */
export function parseDefinitions<Value>(schema: z.ZodType<Value>, input: unknown, what: string): Value {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const details = detailsOfZod(parsed.error)
  const [first] = details
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : ''
  throw new AppError('invalid_definition', `${what} are wrong at ${first?.path}: ${first?.message}${more}`, {
    details,
  })
}
