import { readTradingDays } from '../../../decide/trading-days/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { compileRule, type RuleCatalogue } from '../../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { happenedSql } from '../goal-sql.ts'
import { behaviourOf, type MoveContext, type NodeBehaviour } from '../nodes/index.ts'
import type { ExitCondition, JourneyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'
import type { GraphCache } from './graph-cache.ts'
import { emptyCatalogue, type Look, type Move, readRunning, type TickPlan } from './plan-tick.ts'

/**
 * Ticks in which those leave who fulfil an exit condition of their version, wherever they stand. They go before all
 * other ticks of an instant, so that nobody is moved on or contacted who should have left.
 */
export async function planExits(
  ctx: Context,
  connection: Postgres,
  journeyIds: readonly number[],
  { events }: Pick<Look, 'events'>,
  cache: GraphCache,
): Promise<TickPlan[]> {
  const journeys = await readRunning(connection, journeyIds)
  const graphs = await cache.read(connection, journeys)
  const leaving = journeys.filter(({ id }) =>
    [...(graphs.get(id)?.values() ?? [])].some((graph) => conditionsOf(graph, events).length > 0),
  )
  if (leaving.length === 0) return []
  const now = ctx.clock.now()
  const rows = await journeyTables(connection)
    .selectFrom('journey_cohort')
    .selectAll()
    .where(
      'journey_id',
      'in',
      leaving.map(({ id }) => id),
    )
    .orderBy('version')
    .orderBy('node')
    .orderBy('tick')
    .execute()
  const tradingDays = await readTradingDays({ postgres: connection })
  let loaded: RuleCatalogue = emptyCatalogue
  const plans: TickPlan[] = []
  for (const journey of leaving) {
    const own = graphs.get(journey.id) ?? new Map<number, JourneyGraph>()
    const places = Map.groupBy(
      rows.filter((row) => row.journey_id === journey.id),
      (row) => `${row.version}/${row.node}`,
    )
    const moves = [...places.values()].flatMap((cohorts): Move[] => {
      const [first] = cohorts
      const graph = first && own.get(first.version)
      const node = first && graph?.nodes[first.node]
      const conditions = graph ? conditionsOf(graph, events) : []
      if (!first || !node || conditions.length === 0) return []
      const behaviour = leavingBehaviour(behaviourOf(node), conditions, journey.since)
      return [{ version: first.version, id: first.node, node: { type: 'exit' }, behaviour, cohorts }]
    })
    if (moves.length === 0) continue
    if (loaded === emptyCatalogue && moves.some(({ behaviour }) => behaviour.readsCatalogue))
      loaded = await loadRuleCatalogue(ctx)
    plans.push({
      journey: { id: journey.id, key: journey.key },
      tick: journey.committed_tick + 1,
      now,
      entry: null,
      moves,
      graphs: own,
      catalogue: loaded,
      tradingDays,
    })
  }
  return plans
}

/** Those that can have become true: rules are asked when everything is, happenings when one of them was stored. */
function conditionsOf({ exitWhen = [] }: JourneyGraph, events: Look['events']): ExitCondition[] {
  if (!events) return exitWhen
  return exitWhen.filter((condition) => 'event' in condition && events.has(condition.event))
}

/** Whoever fulfils a condition leaves; the others stay as they are. */
function leavingBehaviour(
  usual: NodeBehaviour,
  conditions: readonly ExitCondition[],
  since: Date,
): NodeBehaviour {
  return {
    targets: [...usual.targets, '$exit_rule'],
    delay: usual.delay,
    polls: true,
    ...(usual.ownWakes ? { ownWakes: true } : {}),
    readsCatalogue: conditions.some((condition) => 'rule' in condition),
    move: (context) => {
      const fulfilled = conditions.map(
        (condition) => `bitmapContains((SELECT ${bitmapSql(condition, context, since)}), person)`,
      )
      return `
      SELECT customer, passage, '$exit_rule' AS target${usual.ownWakes ? ', wake' : ''}
      FROM (SELECT customer, passage, wake, ${canonical('customer')} AS person FROM (${context.standing}))
      WHERE ${fulfilled.join(' OR ')}`
    },
  }
}

/** Who satisfies a rule now, or did something after entering. */
function bitmapSql(condition: ExitCondition, context: MoveContext, since: Date): string {
  const { journey, tick, now, timezone, catalogue } = context
  if ('rule' in condition) return compileRule(condition.rule, { catalogue, asOf: now, timezone }).bitmapSql
  return `groupBitmapState(happened.customer)
    FROM (${happenedSql(condition, since, now)}) AS happened
    JOIN (SELECT ${canonical('customer')} AS person, max(at) AS at FROM journey_passage
          WHERE journey = ${journey.id} AND entered AND tick < ${tick} GROUP BY person) AS entered
      ON happened.customer = entered.person
    WHERE happened.at >= entered.at`
}
