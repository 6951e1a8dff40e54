import { z } from 'zod'
import { plainText, propertyCondition, propertyConditionSql, sqlTexts } from '../../rules/index.ts'
import { startOfDay, windowStart, daysWindow } from './calendar.ts'
import type { RefreshDay, TagReach } from './tag-kind.ts'

/** Which events count; without `events`, every event. */
export const eventFilter = {
  events: z.array(plainText(200).min(1)).min(1).optional(),
  where: z.array(propertyCondition).max(20).optional(),
  days: daysWindow.optional(),
}
interface EventFilter {
  readonly events?: readonly string[] | undefined
  readonly where?: readonly z.output<typeof propertyCondition>[] | undefined
  readonly days?: number | undefined
}

export function eventCondition(filter: EventFilter, day: RefreshDay): string {
  const conditions = [
    ...(filter.events ? [`name IN (${sqlTexts(filter.events)})`] : []),
    ...(filter.where ?? []).map(propertyConditionSql),
    ...(filter.days ? [`at >= ${startOfDay(windowStart(day, filter.days), day.timezone)}`] : []),
  ]
  return conditions.length === 0 ? '1' : conditions.join(' AND ')
}

export function eventReach(filter: EventFilter, day: RefreshDay): TagReach {
  return {
    ...(filter.days ? { since: windowStart(day, filter.days) } : {}),
    ...(filter.events ? { events: filter.events } : {}),
  }
}
