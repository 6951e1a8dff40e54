import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { maskBody } from '../protocols/index.ts'
import { countByReason, type LetterRow, pageOfLetters } from './queries/letters.ts'
import type { LetterQuery, LetterView, ReasonCount } from './schema.ts'

const cursor = z.tuple([z.iso.datetime(), z.uuid()])
const newest = ['2299-01-01T00:00:00.000Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const

/** Refused items, newest first. */
export async function listDeadLetters(
  ctx: Context,
  page: LetterQuery,
): Promise<{ items: LetterView[]; next: string | null }> {
  const [received, id] = page.cursor === undefined ? newest : decodeCursor(page.cursor, cursor)
  const rows = await pageOfLetters(ctx.clickhouse, {
    ...filterOf(page),
    received: new Date(received),
    id,
    limit: page.limit + 1,
  })
  return cutPage(rows.map(viewOf), page.limit, (last) => [last.received, last.id])
}

/** How many there are for each reason, most first. */
export function countDeadLetters(
  ctx: Context,
  filter: Pick<LetterQuery, 'source' | 'reason' | 'state'>,
): Promise<ReasonCount[]> {
  return countByReason(ctx.clickhouse, filterOf(filter))
}

function filterOf(filter: Pick<LetterQuery, 'source' | 'reason' | 'state'>) {
  return { source: filter.source ?? -1, reason: filter.reason ?? '', state: filter.state ?? '' }
}

function viewOf({ letter, received_at, updated_at, body, ...row }: LetterRow): LetterView {
  return { ...row, id: letter, received: received_at, updated: updated_at, body: maskBody(body) }
}
