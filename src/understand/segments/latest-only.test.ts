import { expect, it } from 'vitest'
import { latestOnly } from './latest-only.ts'

const untilAborted = (signal: AbortSignal): Promise<string> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

it('stops the question before when the same editor asks again, and leaves the others alone', async () => {
  const estimates = latestOnly()
  const { signal } = new AbortController()
  const other = new AbortController()
  const first = estimates.run('anna', signal, untilAborted)
  const elsewhere = estimates.run('ben', other.signal, untilAborted)
  expect(await estimates.run('anna', signal, async () => 'counted')).toBe('counted')
  await expect(first).rejects.toThrow('A newer question')
  other.abort()
  await expect(elsewhere).rejects.toThrow('aborted')
})
