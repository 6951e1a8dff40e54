import { AppError } from '../../platform/errors.ts'

/**
 * Let only the latest call of a key run: a new one aborts the one before. For what is asked again with every
 * keystroke, where only the last answer is looked at.
 */
export function latestOnly(): {
  run<Result>(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>
} {
  const running = new Map<string, AbortController>()
  return {
    run: async (key, signal, work) => {
      running
        .get(key)
        ?.abort(new AppError('conflict', 'A newer question of the same editor took the place of this one'))
      const mine = new AbortController()
      running.set(key, mine)
      try {
        return await work(AbortSignal.any([signal, mine.signal]))
      } finally {
        if (running.get(key) === mine) running.delete(key)
      }
    },
  }
}
