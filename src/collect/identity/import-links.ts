import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { ClickHouse, StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { namespaces } from '../protocols/index.ts'
import { findShared } from './bulk/find-shared.ts'
import { giveNumbers } from './bulk/give-numbers.ts'
import { labelComponents } from './bulk/label-components.ts'
import { dropScratch, tables } from './bulk/scratch.ts'
import { byNamespace, stageLinks } from './bulk/stage-links.ts'
import { storeLinks } from './bulk/store-links.ts'
import { type IdentityLock, withIdentityLock } from './identity-lock.ts'
import { release, type Released } from './mark-shared.ts'
import { type NamespaceRules, readNamespaces } from './namespaces.ts'
import { readGroup } from './read-group.ts'
import { readStanding } from './read-standing.ts'
import type { IdentityRequest } from './identity-request.ts'
import { resolveStored } from './resolve-identifiers.ts'
import { identityTables } from './store.ts'

const { pair, identifier, number, shared, label, refused } = tables
const boundless = 4_294_967_295
/** Pairs of customers in conflict that are resolved at a time. */
const batch = 2000

export interface LinkImport {
  readonly pairs: number
  readonly identifiers: number
  /** Identifiers that turned out to be used by many. */
  readonly shared: number
  /** Pairs of customers in which the rules forbid some link: these are weighed one by one. */
  readonly weighed: number
}

export interface LinkImportRun {
  readonly signal?: AbortSignal
  readonly onProgress?: (fraction: number, message: string) => Promise<void>
}

/**
 * Take in who is who from another system: pairs of identifiers, millions at a time, inside ClickHouse. Ends as if the
 * pairs had come as events: shared identifiers link nobody, and where the rules forbid a link (two customer numbers, too
 * many phones) that customer's pairs are weighed one by one, strongest first. Doing it again changes nothing; one that
 * died is completed by doing it again.
 * @param source SELECT of `namespace`, `value`, `to_namespace`, `to_value` (sensitive values as keyed hashes) and `evidence`
 */
export async function importLinks(
  ctx: Context,
  source: string,
  run: LinkImportRun = {},
): Promise<LinkImport> {
  const options: StatementOptions = {
    pool: 'long',
    settings: { log_queries: 0 },
    ...(run.signal ? { signal: run.signal } : {}),
  }
  const report = async (fraction: number, message: string): Promise<void> => {
    run.signal?.throwIfAborted()
    await run.onProgress?.(fraction, message)
  }
  const { clickhouse } = ctx
  const rules = await readNamespaces(ctx)
  const again: IdentityRequest[] = []
  const counts = await withIdentityLock(ctx, async (lock) => {
    await dropScratch(clickhouse)
    await report(0, 'reading the pairs')
    await stageLinks(clickhouse, rules, source, options)
    await report(0.2, 'looking for shared identifiers')
    let hubs = await findShared(clickhouse, rules, options)
    const released = hubs > 0 ? await releaseKnown(ctx, lock, rules, options) : []
    again.push(...released.flatMap((part) => part.again))
    if (released.length > 0) {
      // They hold nobody together any more: look at the graph as it stands without them.
      await dropScratch(clickhouse)
      await stageLinks(clickhouse, rules, source, options)
      hubs = Math.max(hubs, await findShared(clickhouse, rules, options))
    }
    await report(0.4, 'joining customers')
    await joinCustomers(ctx, lock, rules, options)
    await report(0.7, 'storing')
    await storeLinks(ctx, options)
    await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    return { shared: hubs, ...(await countPairs(clickhouse, options)) }
  })
  await report(0.85, 'weighing conflicts')
  for (let at = 0; at < again.length; at += batch) await resolveStored(ctx, again.slice(at, at + batch))
  const weighed = await weighConflicts(ctx, options)
  await dropScratch(clickhouse)
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'identity.import_links',
      objectKind: 'identity_link',
      objectId: 'import',
      detail: { ...counts, weighed },
    }),
  )
  return { ...counts, weighed }
}

const knownRow = z.object({ namespace: z.enum(namespaces), value: z.string(), customers: z.number() })

/** Shared identifiers that were known before may have held customers together: let go of these first. */
async function releaseKnown(
  ctx: Context,
  lock: IdentityLock,
  rules: NamespaceRules,
  options: StatementOptions,
): Promise<Released[]> {
  const known = await ctx.clickhouse.query(
    `SELECT i.namespace AS namespace, i.value AS value, s.customers AS customers
     FROM ${shared} AS s INNER JOIN ${identifier} AS i ON i.key = s.key WHERE i.number != 0 ORDER BY namespace, value`,
    {},
    knownRow,
    options,
  )
  const released: Released[] = []
  for (let at = 0; at < known.length; at += batch) {
    const part = known.slice(at, at + batch)
    const standing = await readStanding(
      ctx,
      part.map((found) => ({ identifiers: [found], link: true, reason: '', evidence: '' })),
    )
    const group = await readGroup(ctx, rules, [...new Set(standing.numbers.values())])
    const sharedNow = part.map(({ customers, ...found }) => ({ identifier: found, customers }))
    released.push(await release(ctx, lock, { rules, group, standing, shared: sharedNow }))
  }
  return released
}

/** Who belongs together without shared identifiers, which of these customers the rules forbid, and numbers for the rest. */
async function joinCustomers(
  ctx: Context,
  lock: IdentityLock,
  rules: NamespaceRules,
  options: StatementOptions,
): Promise<void> {
  const { clickhouse } = ctx
  const keys = `(SELECT key FROM ${shared})`
  await labelComponents(clickhouse, `ka NOT IN ${keys} AND kb NOT IN ${keys}`, options)
  const apart = await identityTables(ctx.postgres)
    .selectFrom('identity_separation')
    .select(['customer_a', 'customer_b'])
    .where('lifted_at', 'is', null)
    .execute()
  const pairs = apart.map((row) => `(${row.customer_a}, ${row.customer_b})`)
  const most = byNamespace(
    rules,
    'namespace',
    (name) => rules.get(name)?.maxPerCustomer ?? boundless,
    boundless,
  )
  await clickhouse.command(
    `CREATE TABLE ${refused} ENGINE = MergeTree ORDER BY label AS
     SELECT DISTINCT label FROM (
       SELECT l.label AS label, v.namespace AS namespace
       FROM ${label} AS l
       INNER JOIN (
         SELECT node, namespace, value FROM ${identifier} WHERE number = 0 AND key NOT IN ${keys}
         UNION ALL
         SELECT DISTINCT toUInt64(customer), CAST(namespace, 'String'), value FROM identifier
         WHERE customer IN (SELECT number FROM ${number})
       ) AS v ON v.node = l.node
       GROUP BY label, namespace HAVING count() > ${most}
     )
     ${
       pairs.length === 0
         ? ''
         : `UNION DISTINCT
     SELECT one.label FROM (SELECT arrayJoin([${pairs.join(', ')}]) AS pair) AS p
     INNER JOIN ${label} AS one ON one.node = p.pair.1 INNER JOIN ${label} AS two ON two.node = p.pair.2
     WHERE one.label = two.label`
     }`,
    {},
    options,
  )
  await giveNumbers(clickhouse, rules, lock, options)
}

const counted = z.object({ pairs: z.coerce.number(), identifiers: z.coerce.number() })

async function countPairs(
  clickhouse: ClickHouse,
  options: StatementOptions,
): Promise<{ pairs: number; identifiers: number }> {
  const [row] = await clickhouse.query(
    `SELECT (SELECT count() FROM ${pair}) AS pairs, (SELECT count() FROM ${identifier}) AS identifiers`,
    {},
    counted,
    options,
  )
  return row ?? { pairs: 0, identifiers: 0 }
}

const namespace = z.enum(namespaces)
const conflictRow = z.object({
  na: namespace,
  va: z.string(),
  nb: namespace,
  vb: z.string(),
  evidence: z.string(),
})

/** Pairs of customers in conflict, whole customers together and strong evidence first, as if they came as events. */
async function weighConflicts(ctx: Context, options: StatementOptions): Promise<number> {
  for (let offset = 0; ; offset += batch) {
    options.signal?.throwIfAborted()
    const rows = await ctx.clickhouse.query(
      `SELECT p.na AS na, p.va AS va, p.nb AS nb, p.vb AS vb, p.evidence AS evidence
       FROM ${pair} AS p
       INNER JOIN ${identifier} AS i ON i.key = p.ka
       INNER JOIN ${label} AS l ON l.node = i.node
       WHERE l.label IN (SELECT label FROM ${refused})
         AND p.ka NOT IN (SELECT key FROM ${shared}) AND p.kb NOT IN (SELECT key FROM ${shared})
       ORDER BY l.label, p.pb, p.vb, p.pa, p.va
       LIMIT ${literal(batch, 'UInt32')} OFFSET ${literal(offset, 'UInt32')}`,
      {},
      conflictRow,
      options,
    )
    if (rows.length === 0) return offset
    const requests = rows.map(({ na, va, nb, vb, evidence }): IdentityRequest => ({
      identifiers: [
        { namespace: nb, value: vb },
        { namespace: na, value: va },
      ],
      link: true,
      reason: 'import',
      evidence,
    }))
    await resolveStored(ctx, requests)
    if (rows.length < batch) return offset + rows.length
  }
}
