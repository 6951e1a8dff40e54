import { sql } from 'kysely'
import type { ContactChannel } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'

const body = {
  'zh-CN': '尊敬的{{ name }}（{{ number }}）',
  en: 'Dear {{ name }}',
}
const subject = { 'zh-CN': '{{ name }}，您好', en: 'Hello {{ name }}' }

/** For tests and benchmarks: what the template `hello_<channel>` says, in the channel's shape. */
function contentFor(channel: ContactChannel): object {
  const of = (language: 'zh-CN' | 'en'): object => {
    switch (channel) {
      case 'sms':
      case 'wecom_mass':
        return { text: body[language] }
      case 'email':
        return { subject: subject[language], text: body[language] }
      case 'wecom':
        return { type: 'text', text: body[language] }
      case 'call':
        return { title: subject[language], script: body[language] }
      case 'mini_program':
        return { templateId: 'T1', fields: { thing1: body[language] } }
      case 'five_g':
        return { title: subject[language], description: body[language], fallback: body[language] }
      case 'webhook':
        return { format: 'text', body: body[language] }
      case 'push':
      case 'inbox':
        return { title: subject[language], body: body[language] }
    }
  }
  return { 'zh-CN': of('zh-CN'), en: of('en') }
}

async function saveTemplate(ctx: Context, channel: ContactChannel): Promise<string> {
  const key = `hello_${channel}`
  const content = JSON.stringify(contentFor(channel))
  await sql`
    INSERT INTO template (key, channel, name, body, content, status, published_version)
    VALUES (${key}, ${channel}, '{"zh-CN": "问候", "en": "Greeting"}', '{}', ${content}::jsonb, 'published', 1)
    ON CONFLICT DO NOTHING`.execute(ctx.postgres)
  await sql`
    INSERT INTO template_version
      (template_key, version, channel, category, content, fallback, defaults, state, submitted_by, submitted_at)
    VALUES (${key}, 1, ${channel}, 'service', ${content}::jsonb, 'zh-CN',
            '{"name": {"zh-CN": "客户", "en": "customer"}, "number": {"zh-CN": "-", "en": "-"}}', 'published', 'test', now())
    ON CONFLICT DO NOTHING`.execute(ctx.postgres)
  return key
}

/**
 * For tests and benchmarks: a running journey whose first tick queued one touch for each of customers `from`…`to`,
 * committed and ready to be sent. Answers the journey's id.
 */
export async function queueTouches(
  ctx: Context,
  key: string,
  channel: ContactChannel,
  customers: { from?: number; to: number },
): Promise<number> {
  const template = await saveTemplate(ctx, channel)
  const from = customers.from ?? 1
  const count = customers.to - from + 1
  const now = ctx.clock.now()
  const { rows } = await sql<{ id: number }>`
    INSERT INTO journey (key, name, graph, created_by, status, published_version, committed_tick)
    VALUES (${key}, '{"zh-CN": "旅程", "en": "Journey"}', '{}', 'test', 'running', 1, 1) RETURNING id`.execute(
    ctx.postgres,
  )
  const journey = rows[0]?.id ?? 0
  await sql`
    INSERT INTO journey_tick (journey_id, tick, at, moves, touches)
    VALUES (${journey}, 1, ${now}, '[]', '{}')`.execute(ctx.postgres)
  await ctx.clickhouse.command(
    `INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, template_version, outcome, reason)
     SELECT number, {at:DateTime64(3)}, reinterpretAsUUID(sipHash128({key:String}, number)), {journey:UInt32}, 1,
            'hello', 1, {channel:String}, {template:String}, 1, 'queued', ''
     FROM numbers({from:UInt64}, {count:UInt64})`,
    { at: now, key, journey, channel, template, from, count },
  )
  await sql`
    INSERT INTO dispatch (journey_id, tick, channel, queued, state)
    VALUES (${journey}, 1, ${channel}, ${count}, 'pending')`.execute(ctx.postgres)
  return journey
}

/** For tests: customers with a number, a name, a language and a way to reach them. */
export async function saveCustomers(
  ctx: Context,
  people: readonly {
    customer: number
    name: string
    language?: string
    kind?: string
    address?: string
  }[],
  encrypt: (address: string) => string,
): Promise<void> {
  const updated = '2026-01-01T00:00:00Z'
  await ctx.clickhouse.insert(
    'customer',
    ['customer', 'number', 'name', 'attributes', 'updated'],
    people
      .map(({ customer, name, language = '' }) =>
        JSON.stringify({ customer, number: `N${customer}`, name, attributes: { language }, updated }),
      )
      .join('\n'),
  )
  const points = people.flatMap(({ customer, kind, address }) =>
    kind === undefined || address === undefined
      ? []
      : [JSON.stringify({ customer, kind, value: encrypt(address), updated })],
  )
  if (points.length > 0) {
    await ctx.clickhouse.insert('contact_point', ['customer', 'kind', 'value', 'updated'], points.join('\n'))
  }
}
