import type { EventWindow } from './leaf.ts'

export const windowModes = ['ever', 'within', 'ago', 'between', 'since', 'until'] as const
export type WindowMode = (typeof windowModes)[number]

export function modeOf({ withinDays, daysAgo, since, until }: EventWindow): WindowMode {
  if (withinDays !== undefined) return 'within'
  if (daysAgo !== undefined) return 'ago'
  if (since !== undefined && until !== undefined) return 'between'
  if (since !== undefined) return 'since'
  return until === undefined ? 'ever' : 'until'
}

/** The window of another mode: days that were given stay. */
export function windowOf(mode: WindowMode, before: EventWindow, today: string): EventWindow {
  const days = before.withinDays ?? before.daysAgo?.[1] ?? 30
  switch (mode) {
    case 'ever':
      return {}
    case 'within':
      return { withinDays: days }
    case 'ago':
      return { daysAgo: [days, days * 2] }
    case 'between':
      return { since: before.since ?? before.until ?? today, until: before.until ?? today }
    case 'since':
      return { since: before.since ?? today }
    case 'until':
      return { until: before.until ?? today }
  }
}

/** The same thing with another window. */
export function withWindow<Thing extends EventWindow>(thing: Thing, window: EventWindow): Thing {
  const { withinDays: _w, daysAgo: _a, since: _s, until: _u, ...rest } = thing
  // What is left of Thing without a window, with one again, is a Thing.
  return { ...rest, ...window } as Thing
}
