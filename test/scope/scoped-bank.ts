import { sql } from 'kysely'
import { z } from 'zod'
import { advanceJourney, applyJourneyDefinitions } from '../../src/engage/journeys/index.ts'
import { fillValues } from '../../src/learn/metrics/index.ts'
import { addDays } from '../../src/platform/calendar-day.ts'
import { identifier } from '../../src/platform/clickhouse/literal.ts'
import type { Context } from '../../src/platform/context.ts'
import { encryptContact } from '../../src/platform/crypto/contact-cipher.ts'
import { applySegmentDefinitions, snapshotSegment } from '../../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../../src/understand/tags/index.ts'

const name = { 'zh-CN': '甲', en: 'A' }
/** Numbers of ours from which on customers are of the other branch. */
const firstOutside = 101

/**
 * A bank of two branches: North with the sub-branch N1, whose customers are IN1 … IN4, and South with OUT1 … OUT6. Each
 * customer has some of everything, and what people define about them is there.
 */
export async function openScopedBank(ctx: Context): Promise<void> {
  const { clickhouse, postgres } = ctx
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES
    ('H', NULL, 'Bank', 'head_office'), ('NORTH', 'H', 'North', 'branch'), ('N1', 'NORTH', 'North 1', 'sub_branch'),
    ('SOUTH', 'H', 'South', 'branch')`.execute(postgres)
  await sql`INSERT INTO staff (code, name, organisation, position) VALUES ('M1', 'M1', 'N1', 'manager'), ('M9', 'M9', 'SOUTH', 'manager')`.execute(
    postgres,
  )
  const people = `(SELECT number + 1 AS id, concat('IN', toString(id)) AS code, ['NORTH', 'N1'][1 + number % 2] AS place, 'M1' AS lead FROM numbers(4)
    UNION ALL SELECT number + ${firstOutside}, concat('OUT', toString(number + 1)), 'SOUTH', 'M9' FROM numbers(6))`
  const insert = (into: string, columns: string): Promise<void> =>
    clickhouse.command(`INSERT INTO ${into} SELECT ${columns} FROM ${people} AS people`)
  await insert(
    'customer (customer, number, name, gender, birth_date, city, branch, manager, opened, risk, updated)',
    `id, code, concat(code, ' 王'), if(id % 2 = 0, 'female', 'male'), toDate32('1990-01-01'), if(id >= ${firstOutside}, 'Outville', 'Inville'), place, lead, toDate32('2020-01-01'), 'C3', now64(3)`,
  )
  await insert('identifier (namespace, value, customer, first_seen)', "'customer_number', code, id, now64(3)")
  await insert(
    'event (at, received, name, kind, customer, source, channel, session, message_id, properties)',
    "now64(3) - INTERVAL 2 DAY, now64(3) - INTERVAL 1 MINUTE, 'login', 'track', id, 1, 'app', code, code, map('who', code)",
  )
  await insert(
    'balance (customer, holding, product, class, from, to, amount, updated)',
    "id, code, 'p', 'current', toDate32('2026-01-01'), toDate32('2299-12-31'), 1000 + id, now64(3)",
  )
  await insert(
    'suppression (customer, reason, channel, active, until, evidence, at)',
    "id, 'complaint', '', 1, NULL, code, now64(3) - INTERVAL 1 HOUR",
  )
  await clickhouse.command(
    `INSERT INTO relation (customer, related, kind, detail, updated)
     VALUES (1, 2, 'household', 'IN', now64(3)), (1, ${firstOutside}, 'household', 'OUT', now64(3)), (${firstOutside}, 102, 'household', 'OUT', now64(3))`,
  )
  await applyTagDefinitions(ctx, {
    groups: [
      {
        key: 'facts',
        name,
        source: 'customer',
        schedule: 'manual',
        tags: [{ key: 'home', name, definition: { kind: 'attribute', column: 'city' } }],
      },
    ],
  })
  await refreshTagGroups(ctx)
  const rule = { attribute: 'risk', op: 'eq', value: 'C3' }
  await applySegmentDefinitions(ctx, {
    segments: [
      { key: 'everyone', name, rule },
      { key: 'women', name, rule: { attribute: 'gender', op: 'eq', value: 'female' } },
    ],
  })
  for (const key of ['everyone', 'women']) await snapshotSegment(ctx, key)
  await applyJourneyDefinitions(ctx, {
    contactPolicy: { consent: 'opt_out', caps: [], quietHours: null },
    templates: [{ key: 'hello', channel: 'push', name, body: { 'zh-CN': '您好', en: 'Hello {{name}}' } }],
    journeys: [
      {
        key: 'asks',
        name,
        graph: {
          entry: { segment: 'everyone', next: 'ring' },
          nodes: {
            ring: { type: 'lead', title: 'Ring', dueDays: 3, next: 'say' },
            say: { type: 'message', channel: 'push', template: 'hello', next: 'rest' },
            rest: { type: 'wait', days: 9, next: 'done' },
            done: { type: 'exit' },
          },
        },
      },
    ],
  })
  for (const _tick of [1, 2, 3]) await advanceJourney(ctx, 'asks')
}

/** A metric with values of every organisation, and a finding about each. */
export async function measureScopedBank(ctx: Context): Promise<void> {
  const to = addDays(ctx.clock.now().toISOString().slice(0, 10), -1)
  const filled = await fillValues(ctx, { from: addDays(to, -5), to })
  if (Object.keys(filled.failed).length > 0) throw new Error(JSON.stringify(filled.failed))
  await sql`
    INSERT INTO finding (rule_id, organisation, state, first_day, last_day, value, compared, opened_at)
    SELECT alert_rule.id, organisation.code, 'open', '2026-11-01', '2026-11-01', 777, 1, now()
    FROM alert_rule, organisation WHERE organisation.code IN ('NORTH', 'SOUTH')`.execute(ctx.postgres)
  const phone = encryptContact(ctx.config, '13800000000')
  await sql`
    INSERT INTO call_entry (touch, route_id, journey_id, customer, customer_number, phone, title, script, branch, due_on, created_at, updated_at)
    VALUES ('00000000-0000-4000-8000-000000000001', 1, 1, 1, 'IN1', ${phone}, 'Call', 'Hello', 'NORTH', '2030-01-01', now(), now()),
           ('00000000-0000-4000-8000-000000000002', 1, 1, ${firstOutside}, 'OUT1', ${phone}, 'Call', 'Hello', 'SOUTH', '2030-01-01', now(), now()),
           ('00000000-0000-4000-8000-000000000003', 1, 1, ${firstOutside + 1}, 'OUT2', ${phone}, 'Call', 'Hello', 'NORTH', '2030-01-01', now(), now())`.execute(
    ctx.postgres,
  )
}

/**
 * Everything of the other branch becomes more: each of its customers stands ten times in every table that has customers,
 * and what is stored of the whole bank and of that branch is a hundred larger.
 */
export async function growOutside({ clickhouse, postgres }: Context): Promise<void> {
  const tables = await clickhouse.query(
    `SELECT table, name FROM system.columns WHERE database = currentDatabase() AND name = 'customer'
     AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')
     AND table NOT IN ('customer_merge', 'journey_passage', 'suppression_history') AND table NOT LIKE '.%'`,
    {},
    z.object({ table: z.string() }),
  )
  for (const { table } of tables) {
    await clickhouse.command(
      `INSERT INTO ${identifier(table)} SELECT * EXCEPT (copy) REPLACE (toUInt32(customer + 1000 * (1 + copy)) AS customer) FROM (SELECT * FROM ${identifier(table)} WHERE customer BETWEEN ${firstOutside} AND 999) AS outside
       CROSS JOIN (SELECT number AS copy FROM numbers(9)) AS copies`,
    )
  }
  await clickhouse.command(
    `INSERT INTO metric_value SELECT * REPLACE (value + 100 AS value, computed + INTERVAL 1 HOUR AS computed)
     FROM metric_value FINAL WHERE organisation NOT IN ('NORTH', 'N1')`,
  )
  await sql`UPDATE segment_snapshot SET customers = customers + 100, added = added + 100`.execute(postgres)
  await sql`UPDATE customer_list SET customers = customers + 100, unknown = unknown + 100`.execute(postgres)
  await sql`UPDATE tag SET coverage = coverage / 2`.execute(postgres)
  await sql`UPDATE tag_group SET customers = customers + 100`.execute(postgres)
  await sql`UPDATE journey_occupancy SET customers = customers + 100`.execute(postgres)
  await sql`UPDATE journey_cohort SET customers = customers + 100`.execute(postgres)
  await sql`UPDATE journey_tick SET
    moves = (SELECT coalesce(jsonb_agg(jsonb_set(move, '{customers}', to_jsonb((move ->> 'customers')::int + 100))), '[]') FROM jsonb_array_elements(moves) AS move),
    touches = jsonb_set(touches, '{queued}', to_jsonb(coalesce((touches ->> 'queued')::int, 0) + 100))`.execute(
    postgres,
  )
  await sql`UPDATE finding SET value = value + 100 WHERE organisation = 'SOUTH'`.execute(postgres)
  await sql`UPDATE call_entry SET title = 'Changed' WHERE customer >= ${firstOutside}`.execute(postgres)
}
