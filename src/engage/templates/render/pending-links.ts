import type { Context } from '../../../platform/context.ts'
import {
  allocateLinks,
  isTarget,
  linkAddress,
  linkBase,
  type LinkOrigin,
  type LinkTarget,
} from '../../links/index.ts'

// Private-use characters stand around the number of a link until its id is known: no escaping touches them.
const open = '\uE0F0'
const close = '\uE0F1'
const pending = /\uE0F0(\d+)\uE0F1/g
/** As long as a real code, so that lengths and segments of a sample are those of the message. */
const sampleCode = 'x'.repeat(16)

export const noTarget = 'a link leads to something that is no web or app address'

/** The links of a chunk: taken one by one while texts are rendered, stored together afterwards. */
export class PendingLinks {
  readonly #numbers = new Map<string, number>()
  readonly #targets: LinkTarget[] = []

  /** A stand-in for the link; the same target and state have the same one. */
  readonly take = (target: string, state: Readonly<Record<string, string>>): string => {
    if (!isTarget(target)) throw new Error(noTarget)
    const name = JSON.stringify([target, state])
    const known = this.#numbers.get(name)
    if (known !== undefined) return `${open}${known}${close}`
    const number = this.#targets.push({ target, state }) - 1
    this.#numbers.set(name, number)
    return `${open}${number}${close}`
  }

  /** Store them; what it answers puts a customer's own addresses into a text. */
  async store(
    ctx: Context,
    origin: LinkOrigin | undefined,
    days: number,
  ): Promise<(text: string, customer: number) => string> {
    if (origin === undefined) return (text) => text.replaceAll(pending, `${linkBase(ctx)}/r/${sampleCode}`)
    const ids = await allocateLinks(ctx, origin, this.#targets, days)
    return (text, customer) =>
      text.replaceAll(pending, (_, number: string) => linkAddress(ctx, ids[Number(number)] ?? 0, customer))
  }
}
