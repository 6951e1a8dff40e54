import { expect, it } from 'vitest'
import { bankInstant, bankTime } from './bank-time.ts'

it('writes instants by the clocks of the bank, and reads them back', () => {
  expect(bankTime('2026-11-01T02:00:00Z', 'Asia/Shanghai')).toBe('2026-11-01T10:00')
  expect(bankInstant('2026-11-01T10:00', 'Asia/Shanghai')).toBe('2026-11-01T10:00+08:00')
  expect(bankInstant('2026-07-01T23:59:59.999', 'Europe/Berlin')).toBe('2026-07-01T23:59:59.999+02:00')
  expect(bankInstant('2026-12-01T00:00', 'America/New_York')).toBe('2026-12-01T00:00-05:00')
  expect(bankInstant('2026-12-01T00:00', 'UTC')).toBe('2026-12-01T00:00+00:00')
})

it('means the first of an hour that is repeated, and goes by the clock as it was in one that is skipped', () => {
  expect(bankInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T02:30+02:00')
  expect(bankInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T02:30+01:00')
})
