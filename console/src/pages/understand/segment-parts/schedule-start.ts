import type { Schedule } from '../../../api/segments.ts'

export type Every = Schedule['every'] | 'none'

const early = '06:00'

/** What a schedule of a kind begins as: before the bank opens. */
export function startOfSchedule(every: Every): Schedule | null {
  switch (every) {
    case 'none':
      return null
    case 'day':
      return { every, at: early }
    case 'week':
      return { every, on: ['mon'], at: early }
    case 'month':
      return { every, on: 1, at: early }
    case 'cron':
      return { every, cron: '0 6 * * *' }
  }
}
