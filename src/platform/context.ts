import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Actor } from './actor.ts'
import type { ClickHouse } from './clickhouse/clickhouse.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Jobs } from './jobs/jobs.ts'

/** A PostgreSQL handle that knows no tables; each store.ts adds its own with `.withTables<…>()`. */
export type Postgres = Kysely<Record<never, never>>

/** Everything a use case may reach. Built once in app.ts and passed down; there is no other way in. */
export interface Context {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly jobs: Jobs
  /** Where modules register what they count; served at /metrics. */
  readonly metrics: Registry
  /** On whose behalf the call runs. Background work runs as `systemActor`. */
  readonly actor: Actor
}

export function withActor(context: Context, actor: Actor): Context {
  return { ...context, actor }
}
