import { AppError } from '../../platform/errors.ts'
import type { Actor } from '../../platform/actor.ts'

/** Let nobody run two things at once: whoever begins a second one is told so. */
export function oneAtATime(): <Result>(actor: Actor, work: () => Promise<Result>) => Promise<Result> {
  const busy = new Set<string>()
  return async ({ kind, id }, work) => {
    const who = `${kind}:${id}`
    if (busy.has(who))
      throw new AppError(
        'conflict',
        'Another statement of yours is still running: cancel it, or wait until it has ended',
      )
    busy.add(who)
    try {
      return await work()
    } finally {
      busy.delete(who)
    }
  }
}
