import type { Context } from '../../platform/context.ts'
import { decryptContact } from '../../platform/crypto/contact-cipher.ts'
import type { AddressKind, Dispatch, Message } from './provider.ts'
import { readAnswered, readRecipients, type readTouches } from './queries/read-batch.ts'
import { renderText } from './render-message.ts'

export type Touch = Awaited<ReturnType<typeof readTouches>>[number]

/**
 * The touches that no provider has answered for: all, unless a worker stopped after storing receipts. Beside them, how
 * many of the chunk were sent before.
 */
export async function unanswered(
  ctx: Context,
  dispatch: Dispatch,
  chunk: readonly Touch[],
): Promise<{ open: Touch[]; sentBefore: number }> {
  const touches = chunk.map(({ touch }) => touch)
  const rows = await readAnswered(ctx.clickhouse, { journey: dispatch.journey.id, touches })
  const answered = new Set(rows.map((row) => row.touch))
  return {
    open: chunk.filter(({ touch }) => !answered.has(touch)),
    sentBefore: rows.filter(({ last }) => last === 'sent' || last === 'pending').length,
  }
}

/** What a template says, by language. */
export interface Texts {
  readonly subject: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
}

/** What each touch says to whom, in the customer's language. */
export async function composeMessages(
  ctx: Context,
  touches: readonly Touch[],
  kind: AddressKind | null,
  templates: ReadonlyMap<string, Texts>,
): Promise<Message[]> {
  if (touches.length === 0) return []
  const customers = touches.map(({ customer }) => customer)
  const people = await readRecipients(ctx.clickhouse, { customers, kind: kind ?? '' })
  const known = new Map(people.map((person) => [person.person, person]))
  return touches.flatMap(({ customer, touch, template }) => {
    const person = known.get(customer)
    const text = templates.get(template)
    if (!person || !text) return []
    const language = person.language === 'en' ? ('en' as const) : ('zh-CN' as const)
    const variables = { name: person.name, number: person.number }
    return [
      {
        touch,
        customer,
        customerNumber: person.number,
        address: person.address === '' ? '' : decryptContact(ctx.config, person.address),
        language,
        template,
        subject: renderText(text.subject[language] ?? '', variables),
        body: renderText(text.body[language] ?? '', variables),
        content: {},
      },
    ]
  })
}
