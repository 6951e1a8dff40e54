import type { Generated, JSONColumnType } from 'kysely'
import type { Context, Postgres } from '../../platform/context.ts'
import type { DisplayName } from '../../understand/rules/index.ts'
import type { AlertCondition, AlertScope, FindingView } from './schema.ts'

interface AlertRuleTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<DisplayName>
  metric_id: number
  scope: JSONColumnType<AlertScope>
  condition: JSONColumnType<AlertCondition>
  severity: FindingView['severity']
  emails: string[]
  webhooks: string[]
  enabled: boolean
  version: Generated<number>
  checked_to: string | null
  created_by: string
  created_at: Date
  updated_at: Date
}

interface FindingTable {
  id: Generated<number>
  rule_id: number
  organisation: string
  state: FindingView['state']
  first_day: string
  last_day: string
  days: Generated<number>
  value: number
  compared: number
  score: number | null
  journey: string | null
  opened_at: Date
  acknowledged_by: string | null
  acknowledged_at: Date | null
  resolved_at: Date | null
}

export type Happening = 'opened' | 'went_on' | 'told' | 'not_told' | 'acknowledged' | 'resolved' | 'journey'

type AlertTables = {
  alert_rule: AlertRuleTable
  finding: FindingTable
  finding_history: {
    id: Generated<number>
    finding_id: number
    at: Date
    what: Happening
    actor: string
    note: string
  }
  finding_telling: {
    id: string
    finding_id: number
    door: 'email' | 'webhook'
    receiver: string
    state: 'pending' | 'told' | 'failed'
    attempts: Generated<number>
    next_at: Date
    error: string | null
  }
  metric: { id: number; key: string; name: DisplayName; unit: FindingView['unit']; archived_at: Date | null }
  organisation: { code: string; parent: string | null; name: string; level: string }
  journey: { key: string }
  segment: { key: string }
}

export const alertTables = (postgres: Postgres) => postgres.withTables<AlertTables>()

/** Add a line to what happened to a finding. */
export async function noteHappening(
  ctx: Pick<Context, 'postgres' | 'clock' | 'actor'>,
  finding: number,
  what: Happening,
  note = '',
): Promise<void> {
  await alertTables(ctx.postgres)
    .insertInto('finding_history')
    .values({ finding_id: finding, at: ctx.clock.now(), what, actor: ctx.actor.name, note })
    .execute()
}
