/** Let at most so many pieces of work run at once; the others wait in order, or leave when their signal aborts. */
export function takingTurns(
  atOnce: number,
): <Result>(signal: AbortSignal, work: () => Promise<Result>) => Promise<Result> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (signal, work) => {
    signal.throwIfAborted()
    if (running >= atOnce)
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          waiting.splice(waiting.indexOf(start), 1)
          reject(signal.reason)
        }
        const start = (): void => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        waiting.push(start)
        signal.addEventListener('abort', leave, { once: true })
      })
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The turn goes over to whoever waits longest.
      if (next) next()
      else running -= 1
    }
  }
}
