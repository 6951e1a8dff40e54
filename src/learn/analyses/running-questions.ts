import type { z } from 'zod'
import type { Actor } from '../../platform/actor.ts'
import type { StatementProgress } from '../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { progressView } from './result-schema.ts'

interface Running {
  readonly asked: number
  state: 'waiting' | 'running'
  /** Of the statement that runs now. */
  progress: () => Promise<StatementProgress | null>
}

const keyOf = ({ kind, id }: Actor, question: string): string => `${kind} ${id} ${question}`

/** The questions that this process answers now, each known to nobody but who asked it. */
export function runningQuestions() {
  const all = new Map<string, Running>()
  return {
    /**
     * Do the work of a question; while it lasts its progress can be asked for.
     * @param question undefined = nobody will ask
     * @param work calls `begin` when its turn has come, and works with the context that it gets
     */
    async follow<Result>(
      ctx: Context,
      question: string | undefined,
      work: (begin: () => Context) => Promise<Result>,
    ): Promise<Result> {
      if (question === undefined) return work(() => ctx)
      const key = keyOf(ctx.actor, question)
      const one: Running = { asked: performance.now(), state: 'waiting', progress: async () => null }
      const { clickhouse } = ctx
      const watched: Context = {
        ...ctx,
        clickhouse: {
          ...clickhouse,
          query: (sql, parameters, row, options) =>
            clickhouse.query(sql, parameters, row, {
              ...options,
              started: (progress) => {
                one.progress = progress
              },
            }),
        },
      }
      all.set(key, one)
      try {
        return await work(() => {
          one.state = 'running'
          return watched
        })
      } finally {
        if (all.get(key) === one) all.delete(key)
      }
    },

    /** @throws AppError not_found when no such question of this actor runs here */
    async progressOf(actor: Actor, question: string): Promise<z.output<typeof progressView>> {
      const one = all.get(keyOf(actor, question))
      if (!one) throw new AppError('not_found', 'No such question of yours is being answered now')
      const found = await one.progress()
      const { readRows = 0, totalRows = 0, seconds = 0 } = found ?? {}
      // How much there is to read is about rows of the whole bank: within a data scope it is told in thousandths.
      const unit = actor.organisations === null || totalRows === 0 ? 1 : totalRows / 1000
      return {
        state: one.state,
        seconds: (performance.now() - one.asked) / 1000,
        readRows: Math.round(readRows / unit),
        totalRows: Math.round(totalRows / unit),
        secondsLeft:
          readRows > 0 && totalRows > 0 ? (seconds * Math.max(0, totalRows - readRows)) / readRows : null,
      }
    },
  }
}
