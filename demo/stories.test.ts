import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { applyJourneyDefinitions, writeHappenings } from '../src/engage/journeys/index.ts'
import { applyAlertDefinitions, checkAlerts } from '../src/learn/alerts/index.ts'
import { listFindings } from '../src/learn/alerts/read-findings.ts'
import { findingsQuery } from '../src/learn/alerts/schema.ts'
import { runAnalysis } from '../src/learn/analyses/run-analysis.ts'
import { analysis } from '../src/learn/analyses/schema.ts'
import { addBoardsFromLibrary } from '../src/learn/dashboards/index.ts'
import { listDashboards, readDashboard } from '../src/learn/dashboards/list-dashboards.ts'
import { answerWidgets } from '../src/learn/dashboards/questions/answer-widgets.ts'
import { dashboardQuery } from '../src/learn/dashboards/schema.ts'
import { readEffect, refreshEffects } from '../src/learn/effects/index.ts'
import { compareProportions } from '../src/learn/effects/statistics/compare.ts'
import { explainMetric } from '../src/learn/metrics/explain-metric.ts'
import {
  addMetricsFromLibrary,
  fillValues,
  lastWholeDay,
  readJudged,
  readSeason,
} from '../src/learn/metrics/index.ts'
import { addDays } from '../src/platform/calendar-day.ts'
import { applySegmentDefinitions, type Snapshot, snapshotSegment } from '../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../src/understand/tags/index.ts'
import { digitalScripts, riskAssessment } from './behaviour/session-scripts.ts'
import { keepVisiting } from './behaviour/repeat-visits.ts'
import { campaignKey } from './campaign/campaign-graph.ts'
import { readDemoState, writeDemoState } from './demo-state.ts'
import { planted } from './planted.ts'
import { demoTables } from './store.ts'
import { bank, type LoadedBank, openLoadedBank } from './testing/loaded-bank.ts'

const number = z.coerce.number()
let loaded: LoadedBank

beforeAll(async () => {
  loaded = await openLoadedBank()
}, 120_000)
afterAll(() => loaded.close())

describe('the planted stories', () => {
  it('salaries arrived the day before', async () => {
    const { arrived } = await loaded.one(
      `SELECT countIf(toDate(at, 'Asia/Shanghai') = toDate('${bank.asOf}') - 1) / uniqExact(customer) AS arrived
       FROM ledger WHERE operation = 'payroll' AND at >= toDate('${bank.asOf}') - 40`,
      { arrived: number },
    )
    expect(arrived).toBeGreaterThan(0.02)
  })

  it('time deposits mature in the coming 7 and 30 days', async () => {
    const { week, month } = await loaded.one(
      `SELECT countIf(matures <= toDate('${bank.asOf}') + 7) / count() AS week,
              countIf(matures > toDate('${bank.asOf}') + 7 AND matures <= toDate('${bank.asOf}') + 30) / count() AS month
       FROM holding WHERE class = 'time_deposit' AND status = 'active'`,
      { week: number, month: number },
    )
    expect(week).toBeCloseTo(planted.maturities.within7Days, 1)
    expect(Math.abs(week - planted.maturities.within7Days)).toBeLessThan(0.015)
    expect(Math.abs(month - planted.maturities.within8To30Days)).toBeLessThan(0.02)
  })

  it('one branch loses its customers, the others few', async () => {
    const leaving = await loaded.ctx.clickhouse.query(
      `SELECT left(branch, 2) = '${planted.churn.branch.slice(0, 2)}' AS losing, countIf(now <= 0.65 * before) / count() AS share
       FROM (
         SELECT customer,
           sumIf(amount, \`from\` <= day AND \`to\` > day) AS now,
           sumIf(amount, \`from\` <= earlier AND \`to\` > earlier) AS before
         FROM (SELECT *, toDate32('${bank.asOf}') AS day, addDays(day, -90) AS earlier FROM balance WHERE class != 'loan')
         GROUP BY customer
         HAVING before >= 40000
       ) AS change
       INNER JOIN customer USING customer
       GROUP BY losing ORDER BY losing`,
      {},
      z.object({ losing: number, share: number }),
    )
    const [others, losing] = leaving
    expect(others?.share).toBeLessThan(0.15)
    expect(losing?.share).toBeGreaterThan(0.3)
  })

  it('the new app version loses people at the risk assessment', async () => {
    const rows = await loaded.ctx.clickhouse.query(
      `SELECT properties['app_version'] AS version,
              countIf(name = 'fund_purchase_confirm') / countIf(name = 'risk_assessment_view') AS passed
       FROM event WHERE channel = 'app' AND name IN ('risk_assessment_view', 'fund_purchase_confirm')
       GROUP BY version ORDER BY version`,
      {},
      z.object({ version: z.string(), passed: number }),
    )
    const passed = Object.fromEntries(rows.map((row) => [row.version, row.passed]))
    expect(passed[planted.funnel.olderVersion]).toBeGreaterThan(0.7)
    expect(passed[planted.funnel.brokenVersion]).toBeLessThan(0.5)
  })

  it('the finished campaign has its true uplift, measured from steps and events alone', async () => {
    const groups = await loaded.ctx.clickhouse.query(
      `SELECT step.node AS node, count() AS assigned, countIf(converted.customer != 0) AS converted
       FROM journey_step AS step
       LEFT JOIN (
         SELECT DISTINCT event.customer AS customer
         FROM event INNER JOIN (SELECT customer, at FROM journey_step WHERE origin = '') AS entry USING customer
         WHERE event.name = '${planted.campaign.conversionEvent}'
           AND event.at > entry.at AND event.at <= entry.at + INTERVAL ${planted.campaign.windowDays} DAY
       ) AS converted ON converted.customer = step.customer
       WHERE step.origin = 'hold_back'
       GROUP BY node ORDER BY node`,
      {},
      z.object({ node: z.string(), assigned: number, converted: number }),
    )
    const [control, treated] = groups
    if (control?.node !== '$holdout' || treated === undefined) throw new Error('two groups were expected')
    expect(control.assigned / (control.assigned + treated.assigned)).toBeCloseTo(0.1, 1)
    expect(Math.abs(control.converted - planted.campaign.baseRate * control.assigned)).toBeLessThanOrEqual(
      0.5,
    )
    const rate = planted.campaign.baseRate + planted.campaign.uplift
    expect(Math.abs(treated.converted - rate * treated.assigned)).toBeLessThanOrEqual(1)
  })

  it('the effect report of the finished campaign contains the truth in its intervals', async () => {
    await refreshEffects(loaded.ctx)
    const report = await readEffect(loaded.ctx, campaignKey)
    const { uplift, amount } = planted.campaign
    expect(report.complete).toBe(true)
    expect(report.sampleRatio?.suspicious).toBe(false)
    expect(report.conversion?.low).toBeLessThan(uplift)
    expect(report.conversion?.high).toBeGreaterThan(uplift)
    expect(report.aum?.low).toBeLessThan(uplift * amount)
    expect(report.aum?.high).toBeGreaterThan(uplift * amount)
  })

  it('the finished campaign conserves its customers and commits every tick', async () => {
    const db = demoTables(loaded.ctx.postgres)
    const journey = await db
      .selectFrom('journey')
      .selectAll()
      .where('key', '=', campaignKey)
      .executeTakeFirstOrThrow()
    expect(journey.status).toBe('finished')
    const ticks = await db.selectFrom('journey_tick').select('tick').orderBy('tick').execute()
    expect(ticks.map(({ tick }) => tick)).toEqual(
      Array.from({ length: journey.committed_tick }, (_, i) => i + 1),
    )
    const occupancy = await db.selectFrom('journey_occupancy').selectAll().execute()
    const { entered } = await loaded.one(`SELECT count() AS entered FROM journey_step WHERE origin = ''`, {
      entered: number,
    })
    expect(occupancy.reduce((sum, { customers }) => sum + customers, 0)).toBe(entered)
    expect(
      occupancy
        .filter(({ customers }) => customers > 0)
        .map(({ node }) => node)
        .toSorted(),
    ).toEqual(['$goal', '$holdout', 'done'])
  })
})

describe('the planted stories are found without knowing where they are', () => {
  const fund = digitalScripts.find(({ key }) => key === 'fund')?.steps ?? []
  const steps = fund.filter(({ event }) => event.startsWith('fund') || event === riskAssessment)
  /** The funnel of the last weeks, split by version or not, beside the weeks before. */
  const ask = async (breakdown?: { by: 'property'; property: string }) => {
    const { series, tables } = await runAnalysis(
      loaded.ctx,
      analysis.parse({
        type: 'funnel',
        range: { lastDays: planted.funnel.releasedDaysBefore, endDaysAgo: 1 },
        compare: { with: 'previous' },
        steps: steps.map(({ event }) => ({ event })),
        windowSeconds: 3600,
        ...(breakdown ? { breakdown } : {}),
      }),
    )
    const rows = tables.find(({ key }) => key === 'steps')?.rows ?? []
    return (side: 'current' | 'compared', value: string | null = null): number[] => {
      const wanted = series.find((one) => one.side === side && one.value === value)?.key
      return rows.flatMap((row) => (row.series === wanted ? [Number(row.values['customers'])] : []))
    }
  }
  /** Of one step: how many passed it, of those who had come to it. */
  const passing = (reached: readonly number[], i: number) => ({
    successes: reached[i] ?? 0,
    trials: reached[i - 1] ?? 0,
  })

  it('the broken step of the fund purchase, against the weeks before, and the version that breaks it', async () => {
    const reached = await ask()
    const changes = steps.slice(1).map(({ event }, i) => ({
      event,
      i: i + 1,
      ...compareProportions(passing(reached('current'), i + 1), passing(reached('compared'), i + 1)),
    }))
    const significant = changes.filter(({ p = 1 }) => p < 0.05 / changes.length)
    const worst = significant.toSorted((a, b) => (a.difference ?? 0) - (b.difference ?? 0))[0]
    // The generator loses people where they leave the page of the risk assessment.
    const broken = steps[steps.findIndex(({ event }) => event === riskAssessment) + 1]
    expect(worst?.event).toBe(broken?.event)
    const { passRate, brokenPassRate, brokenVersion, olderVersion } = planted.funnel
    expect(worst?.difference).toBeLessThan(0)
    expect(worst?.difference).toBeGreaterThan(brokenPassRate - passRate)

    const byVersion = await ask({ by: 'property', property: 'app_version' })
    const at = worst?.i ?? 0
    const rates = [brokenVersion, olderVersion].map((version) => passing(byVersion('current', version), at))
    const [newer, older] = rates
    const found = newer && older && compareProportions(newer, older)
    expect(found?.p).toBeLessThan(0.001)
    expect(found?.low).toBeLessThan(brokenPassRate - passRate)
    expect(found?.high).toBeGreaterThan(brokenPassRate - passRate)
    // Nothing is wrong where nothing was planted.
    const others = changes.filter(({ event }) => event !== broken?.event)
    expect(others.filter(({ p = 1 }) => p < 0.05 / changes.length)).toEqual([])
  })

  it('the branch that loses its money: by contributions, and by the alert of the demo bank', async () => {
    await addMetricsFromLibrary(loaded.ctx)
    const to = lastWholeDay(loaded.ctx)
    const from = addDays(to, -90)
    const { failed } = await fillValues(loaded.ctx, { from, to: from, keys: ['aum'] })
    expect({ ...failed, ...(await fillValues(loaded.ctx, { from: to, to, keys: ['aum'] })).failed }).toEqual(
      {},
    )
    const { organisations, before, after } = await explainMetric(loaded.ctx, 'aum', {
      from,
      to,
      organisation: '',
    })
    const total = organisations.reduce((sum, { contribution }) => sum + (contribution ?? 0), 0)
    expect(total).toBeCloseTo((after ?? 0) - (before ?? 0), 2)
    const changes = organisations.map((one) => ({
      key: one.key,
      of: (one.after ?? 0) / (one.before ?? 1) - 1,
    }))
    expect(changes.toSorted((a, b) => a.of - b.of)[0]?.key).toBe(planted.churn.branch)

    await applyAlertDefinitions(
      loaded.ctx,
      parse(readFileSync(new URL('definitions/alerts.yaml', import.meta.url), 'utf8')),
    )
    await checkAlerts(loaded.ctx)
    const { items } = await listFindings(loaded.ctx, findingsQuery.parse({ rule: 'branch_losing_aum' }))
    expect(items.map(({ organisation }) => organisation)).toEqual([planted.churn.branch])
  })
})

it('the contacts of the finished campaign are in the metric of contacts', async () => {
  await writeHappenings(loaded.ctx)
  const day = addDays(bank.asOf, -planted.campaign.daysBefore)
  await fillValues(loaded.ctx, { from: day, to: day, keys: ['contacts'] })
  const [point] = await readJudged(
    loaded.ctx,
    { metric: 'contacts', organisation: '', from: day, to: day },
    await readSeason(loaded.ctx),
  )
  const { queued } = await loaded.one(`SELECT countIf(outcome = 'queued') AS queued FROM touch`, {
    queued: number,
  })
  expect(queued).toBeGreaterThan(100)
  expect(point?.value).toBe(queued)
})

describe('the definitions', () => {
  const read = (file: string): unknown =>
    parse(readFileSync(new URL(`definitions/${file}`, import.meta.url), 'utf8'))
  const snapshots = new Map<string, Snapshot>()

  beforeAll(async () => {
    await applyTagDefinitions(loaded.ctx, read('tags.yaml'))
    await refreshTagGroups(loaded.ctx, { asOf: bank.asOf })
    const { segments } = await applySegmentDefinitions(loaded.ctx, read('segments.yaml'))
    for (const key of segments) snapshots.set(key, await snapshotSegment(loaded.ctx, key))
  }, 120_000)

  it('keep a catalogue in which every tag has its place, its owner and its meaning', () => {
    const shape = z.object({
      groups: z.array(
        z.object({
          tags: z.array(
            z.object({
              class: z.string().min(1),
              subclass: z.string().min(1),
              owner: z.string().min(1),
              description: z.string().regex(/[\u4e00-\u9fff].*[A-Za-z]{3}/),
            }),
          ),
        }),
      ),
    })
    const tags = shape.parse(read('tags.yaml')).groups.flatMap((group) => group.tags)
    expect(tags.length).toBeGreaterThanOrEqual(120)
    expect(new Set(tags.map((tag) => tag.class)).size).toBe(7)
    expect(new Set(tags.map((tag) => `${tag.class} ${tag.subclass}`)).size).toBeGreaterThanOrEqual(30)
  })

  it('find some customers with every segment and everybody with none', () => {
    const standing = ['new', 'long_tail', 'payroll', 'wealth', 'dormant', 'churning', 'maturing_deposits']
    expect([...snapshots.keys()]).toEqual(expect.arrayContaining([...standing, 'young', 'pension']))
    const odd = [...snapshots].filter(
      ([, { customers }]) => customers === 0 || customers > bank.customers * 0.6,
    )
    expect(odd).toEqual([])
  })

  it('find most of those who were planted to leave', async () => {
    const { found, planted: leaving } = await loaded.one(
      `SELECT uniqExactIf(customer, customer IN (SELECT customer FROM segment_member WHERE segment = ${snapshots.get('churning')?.segmentId ?? 0})) AS found,
              uniqExact(customer) AS planted
       FROM (
         SELECT customer FROM ledger
         WHERE attributes['counterparty'] = 'other bank' GROUP BY customer HAVING count() = 3
       )`,
      { found: number, planted: number },
    )
    expect(leaving).toBeGreaterThan(50)
    expect(found / leaving).toBeGreaterThan(0.85)
  })

  it('publish journeys that fit the engine', async () => {
    const file = read('journeys.yaml')
    const { journeys } = await applyJourneyDefinitions(
      loaded.ctx,
      file as Parameters<typeof applyJourneyDefinitions>[1],
    )
    expect(journeys).toEqual(['deposit_maturity', 'salary_arrival', 'aum_win_back'])
    const rows = await demoTables(loaded.ctx.postgres)
      .selectFrom('journey')
      .select(['key', 'status'])
      .orderBy('id')
      .execute()
    expect(rows.filter(({ status }) => status === 'running').map(({ key }) => key)).toEqual(journeys)
  })
})

it('every widget of the ready boards has an answer with something in it', async () => {
  const { ctx } = loaded
  await addBoardsFromLibrary(ctx)
  const { items } = await listDashboards(ctx, dashboardQuery.parse({}))
  const boards = await Promise.all(items.map(({ id }) => readDashboard(ctx, id)))
  const shown = boards.flatMap(({ widgets }) =>
    widgets.flatMap(({ content }) => (content.kind === 'metric' ? [content.metric] : [])),
  )
  const yesterday = lastWholeDay(ctx)
  const monthAgo = addDays(yesterday, -30)
  await fillValues(ctx, { from: yesterday, to: yesterday, keys: shown })
  await fillValues(ctx, { from: monthAgo, to: monthAgo, keys: ['aum'] })
  const empty: string[] = []
  for (const { libraryKey, widgets, filters } of boards) {
    for (const answer of await answerWidgets(ctx, { widgets, filters })) {
      const filled =
        answer.kind === 'note' ||
        (answer.kind === 'analysis' && answer.result.tables.some(({ rows }) => rows.length > 0)) ||
        (answer.kind === 'metric' &&
          (answer.answer.points.some(({ value }) => value !== null) ||
            (answer.answer.ranking?.organisations ?? 0) > 0))
      const why = answer.kind === 'failed' ? answer.reason : 'nothing'
      if (!filled) empty.push(`${libraryKey} ${answer.widget.id}: ${why}`)
    }
  }
  expect(items.length).toBe(6)
  expect(empty).toEqual([])
})

it('visits go on after the as-of date, the same whenever they are written', async () => {
  const { ctx } = loaded
  const visits = () =>
    loaded.one(
      `SELECT countIf(at >= day) AS today, countIf(at >= day - INTERVAL 7 DAY AND at < toDateTime64('2026-10-25 02:00:00', 3, 'UTC')) AS before,
         countIf(received > toDateTime64('2026-11-01 03:00:00', 3, 'UTC')) AS later, count() - uniqExact(message_id) AS twice
       FROM (SELECT *, toDateTime64('${bank.asOf} 00:00:00', 3, 'Asia/Shanghai') AS day FROM event WHERE match(message_id, '^demo-[0-9a-f]+-[0-9]+$'))`,
      { today: number, before: number, later: number, twice: number },
    )
  const state = await readDemoState(ctx)
  await keepVisiting(ctx)
  const once = await visits()
  expect(once.today).toBeGreaterThan(20)
  expect(once).toEqual({ today: once.before, before: once.before, later: 0, twice: 0 })
  if (state) await writeDemoState(ctx, state)
  await keepVisiting(ctx)
  expect(await visits()).toEqual(once)
})
