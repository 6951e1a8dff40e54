import { describe, expect, it } from 'vitest'
import { dueFor } from './due-for.ts'

const shanghai = 'Asia/Shanghai'
const at = (local: string): Date => new Date(`${local}+08:00`)
const due = (schedule: 'daily' | 'weekly' | 'monthly' | 'manual', asOf: string | null, local: string) =>
  dueFor({ schedule, as_of: asOf, tags: 1 }, at(local), shanghai)

describe('a group is due', () => {
  it('daily, once the day has begun at 01:30 in Shanghai, and once only', () => {
    expect(due('daily', '2026-11-01', '2026-11-02T01:29:00')).toBeNull()
    expect(due('daily', '2026-11-01', '2026-11-02T01:30:00')).toBe('2026-11-02')
    expect(due('daily', '2026-11-02', '2026-11-02T23:59:00')).toBeNull()
    // Half past six in the evening of the day before in London.
    expect(due('daily', '2026-11-01', '2026-11-02T02:30:00')).toBe('2026-11-02')
  })

  it('weekly from Monday on, whatever day it was refreshed before', () => {
    // 2026-11-02 is a Monday.
    expect(due('weekly', '2026-10-26', '2026-11-01T12:00:00')).toBeNull()
    expect(due('weekly', '2026-10-31', '2026-11-02T12:00:00')).toBe('2026-11-02')
    expect(due('weekly', '2026-11-02', '2026-11-08T12:00:00')).toBeNull()
  })

  it('monthly from the first on', () => {
    expect(due('monthly', '2026-11-01', '2026-11-30T12:00:00')).toBeNull()
    expect(due('monthly', '2026-11-30', '2026-12-01T12:00:00')).toBe('2026-12-01')
  })

  it('for today only after days without a process', () => {
    expect(due('daily', '2026-10-20', '2026-11-02T15:00:00')).toBe('2026-11-02')
    expect(due('weekly', '2026-10-12', '2026-11-05T15:00:00')).toBe('2026-11-05')
    expect(due('monthly', '2026-08-01', '2026-11-17T15:00:00')).toBe('2026-11-17')
  })

  it('when it was never refreshed, but not without tags, and never by hand', () => {
    expect(due('weekly', null, '2026-11-04T12:00:00')).toBe('2026-11-04')
    expect(due('manual', null, '2026-11-04T12:00:00')).toBeNull()
    expect(
      dueFor({ schedule: 'daily', as_of: null, tags: 0 }, at('2026-11-04T12:00:00'), shanghai),
    ).toBeNull()
  })
})
