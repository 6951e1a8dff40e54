import { describe, expect, it } from 'vitest'
import { modeOf, windowModes, windowOf, withWindow } from './event-window.ts'

describe('the window of events', () => {
  it.each(windowModes)('is in the mode that was chosen: %s', (mode) => {
    for (const before of [
      {},
      { withinDays: 7 },
      { daysAgo: [3, 9] as [number, number] },
      { since: '2026-01-01' },
    ])
      expect(modeOf(windowOf(mode, before, '2026-11-21'))).toBe(mode)
  })

  it('replaces the former window of a thing and nothing else', () => {
    expect(withWindow({ event: 'a', withinDays: 7 }, { since: '2026-01-01' })).toEqual({
      event: 'a',
      since: '2026-01-01',
    })
  })
})
