import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors.ts'

/** Query of every list: an opaque cursor from the previous page's `next`, and how many rows. */
export const pageQuery = z.object({
  cursor: z.string().max(2_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Shape of every list answer. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

/** An opaque cursor holding the sort key of the last row shown. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/**
 * One page of rows that were read with one more than it holds.
 * @param cursorOf the sort key of its last row, for the cursor of the next page
 */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => unknown,
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null }
}

/** @throws AppError invalid_request when the cursor was not made by `encodeCursor` for this list */
export function decodeCursor<Value>(cursor: string, shape: z.ZodType<Value>): Value {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new AppError(
      'invalid_request',
      'The cursor is not one of this list: start again without a cursor',
      {
        details: [{ path: '/cursor', message: 'is not valid' }],
      },
    )
  }
}

/** ETag of a definition's version. */
export function etag(version: number): string {
  return `"${version}"`
}

/**
 * The version that a write is based on, from If-Match.
 * @throws AppError precondition_required when the header is missing, invalid_request when it is no ETag of ours
 */
export function requireVersion(request: FastifyRequest): number {
  const header = request.headers['if-match']
  if (header === undefined) {
    throw new AppError(
      'precondition_required',
      'Send the ETag of the version you changed in the If-Match header, so that no one else’s change is overwritten',
    )
  }
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1]
  if (version === undefined) throw new AppError('invalid_request', 'If-Match must be an ETag such as "3"')
  return Number(version)
}

/** The error of a write whose If-Match no longer holds. */
export function changedMeanwhile(what: string): AppError {
  return new AppError(
    'precondition_failed',
    `${what} was changed by someone else: read it again and repeat your change`,
  )
}
