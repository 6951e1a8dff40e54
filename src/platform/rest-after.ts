import { setTimeout as sleep } from 'node:timers/promises'

/** Work that nobody waits for leaves the processors this many times as long as it took them. */
const factor = 2

/**
 * Rest after a piece of such work.
 * @param began `performance.now()` when it began
 * @param longest milliseconds that it rests at most
 */
export async function restAfter(began: number, longest: number, signal?: AbortSignal): Promise<void> {
  await sleep(Math.min((performance.now() - began) * factor, longest), undefined, { signal })
}
