import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Plan } from './schema.ts'
import { openSource } from './sources/open-source.ts'
import type { OpenSource } from './sources/source.ts'

/** The plan's files, opened by the names the plan gives them. */
export type Delivery = (file: string) => OpenSource

export async function openDelivery(ctx: Context, directory: string, plan: Plan): Promise<Delivery> {
  const opened = new Map<string, OpenSource>()
  for (const [name, file] of Object.entries(plan.files))
    opened.set(name, await openSource(ctx, directory, file))
  return (file) => {
    const source = opened.get(file)
    if (!source) throw new AppError('invalid_definition', `The plan has no file "${file}"`)
    return source
  }
}
