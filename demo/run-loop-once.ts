import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { applyJourneyDefinitions, tickJourneys, writeHappenings } from '../src/engage/journeys/index.ts'
import { applyAlertDefinitions, checkAlerts } from '../src/learn/alerts/index.ts'
import { addBoardsFromLibrary } from '../src/learn/dashboards/index.ts'
import { refreshEffects } from '../src/learn/effects/index.ts'
import { addMetricsFromLibrary, fillValues, lastWholeDay } from '../src/learn/metrics/index.ts'
import { addDays } from '../src/platform/calendar-day.ts'
import type { Context } from '../src/platform/context.ts'
import { applySegmentDefinitions, snapshotSegment } from '../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../src/understand/tags/index.ts'
import { keepVisiting } from './behaviour/repeat-visits.ts'
import type { OnProgress } from './progress.ts'

const read = (file: string): unknown =>
  parse(readFileSync(new URL(`definitions/${file}`, import.meta.url), 'utf8'))

/**
 * The loop once over the demo bank: tags, segments, journeys, their effects, metrics, alerts and dashboards, as the scheduled jobs would do it.
 * Every step is repeatable, so that a run that was interrupted is simply run again.
 */
export async function runLoopOnce(ctx: Context, onProgress: OnProgress): Promise<void> {
  onProgress(0, 'visits of today')
  await keepVisiting(ctx)
  onProgress(0.02, 'tags')
  await applyTagDefinitions(ctx, read('tags.yaml'))
  await refreshTagGroups(ctx)
  onProgress(0.5, 'segments')
  const { segments } = await applySegmentDefinitions(ctx, read('segments.yaml'))
  for (const key of segments) await snapshotSegment(ctx, key)
  onProgress(0.7, 'journeys')
  await applyJourneyDefinitions(ctx, read('journeys.yaml'))
  await tickJourneys(ctx)
  // Metrics count contacts by the events that they leave.
  await writeHappenings(ctx)
  onProgress(0.9, 'effects')
  await refreshEffects(ctx)
  onProgress(0.92, 'metrics')
  await addMetricsFromLibrary(ctx)
  const to = lastWholeDay(ctx)
  await fillValues(ctx, { from: addDays(to, -90), to }, (fraction) =>
    onProgress(0.92 + 0.08 * fraction, 'metrics'),
  )
  await applyAlertDefinitions(ctx, read('alerts.yaml'))
  await checkAlerts(ctx)
  await addBoardsFromLibrary(ctx)
  onProgress(1, 'metrics')
}
