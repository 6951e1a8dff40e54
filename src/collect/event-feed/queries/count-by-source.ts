import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'

const row = z.object({ source: z.number(), events: z.coerce.number(), newest: z.string() })

export function countBySource(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  parameters: { readonly since: Date },
): Promise<z.output<typeof row>[]> {
  const within = withinScopeSql(actor, canonical('customer'))
  return clickhouse.query(
    `
    SELECT source, count() AS events, formatDateTime(max(received), '%Y-%m-%dT%H:%i:%S.%fZ') AS newest
    FROM event
    WHERE received >= {since:DateTime64(3)} AND source != 0 ${within === null ? '' : `AND ${within}`}
    GROUP BY source
    ORDER BY source`,
    parameters,
    row,
  )
}
