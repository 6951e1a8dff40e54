import type { Generated, JSONColumnType } from 'kysely'
import type { Postgres } from '../../platform/context.ts'
import type { MetricView } from './schema.ts'

export interface MetricTable {
  id: Generated<number>
  key: string
  name: JSONColumnType<MetricView['name']>
  description: string
  owner: string
  grain: MetricView['grain']
  period: MetricView['period']
  unit: MetricView['unit']
  direction: MetricView['direction']
  condition: JSONColumnType<Record<string, unknown>> | null
  formula: JSONColumnType<MetricView['formula']>
  tree: JSONColumnType<NonNullable<MetricView['tree']>> | null
  version: Generated<number>
  archived_at: Date | null
  created_by: string
  created_at: Date
  updated_at: Date
}

interface Reader {
  key: string
  name: JSONColumnType<MetricView['name']>
}

type MetricTables = {
  metric: MetricTable
  metric_target: { metric_id: number; organisation: string; period: string; target: number }
  quiet_day: { day: string; name: string }
  organisation: {
    code: string
    parent: string | null
    name: string
    level: 'head_office' | 'branch' | 'sub_branch'
  }
  /** Of those that come later, only what says that they read a metric. */
  alert_rule: Reader & { metric_id: number }
  journey: Reader & { id: number }
  effect_plan: { journey_id: number; plan: Record<string, unknown> }
  dashboard: Pick<Reader, 'name'> & { id: number; widgets: unknown[]; archived_at: Date | null }
}

export const metricTables = (postgres: Postgres) => postgres.withTables<MetricTables>()
