import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { linkRoutes } from '../../links/index.ts'
import { applyTemplateDefinitions } from '../apply-template-definitions.ts'
import type { TemplateDraftInput } from '../schema.ts'
import { loadTemplateVersions } from '../versions/template-version.ts'
import { renderBatch, type RenderOrigin } from './render-batch.ts'

let t: TestContext
const origin: RenderOrigin = { journey: { id: 1, key: 'renewal' }, tick: 3, node: 'notice' }

beforeAll(async () => {
  t = await openTestContext()
  const { ctx } = t
  const updated = '2026-10-01T00:00:00Z'
  const rows = (table: string, list: readonly object[]): Promise<void> =>
    ctx.clickhouse.insert(
      table,
      Object.keys(list[0] ?? {}),
      list.map((row) => JSON.stringify(row)).join('\n'),
    )
  await rows('customer', [
    {
      customer: 1,
      number: 'C1',
      name: '王小明',
      gender: 'male',
      branch: 'B1',
      manager: 'M1',
      attributes: {},
      updated,
    },
    {
      customer: 2,
      number: 'C2',
      name: 'Ada <Lovelace>',
      gender: 'female',
      branch: 'B9',
      manager: '',
      attributes: { language: 'en' },
      updated,
    },
    { customer: 3, number: 'C3', name: '', gender: '', branch: '', manager: '', attributes: {}, updated },
  ])
  await rows('product', [
    { product: 'TD1', name: '榕享存', name_en: 'Rong Plus', class: 'time_deposit', risk: 'R1', updated },
  ])
  const holding = {
    product: 'TD1',
    class: 'time_deposit',
    opened: '2025-01-01',
    status: 'open',
    attributes: {},
    updated,
  }
  await rows('holding', [
    { customer: 1, holding: 'H1', matures: '2026-11-08', amount: '50000.00', ...holding },
    { customer: 1, holding: 'H2', matures: '2026-12-08', amount: '99999.00', ...holding },
    { customer: 1, holding: 'H0', matures: '2026-10-08', amount: '1.00', ...holding },
    { customer: 2, holding: 'H3', matures: '2026-11-09', amount: '1234.50', ...holding },
  ])
  await ctx.postgres
    .withTables<{
      organisation: { code: string; name: string; level: string }
      staff: { code: string; name: string; organisation: string; position: string }
    }>()
    .insertInto('organisation')
    .values({ code: 'B1', name: '榕城支行', level: 'branch' })
    .execute()
  await ctx.postgres
    .withTables<{ staff: { code: string; name: string; organisation: string; position: string } }>()
    .insertInto('staff')
    .values({ code: 'M1', name: '李经理', organisation: 'B1', position: 'manager' })
    .execute()
})
afterAll(() => t.close())

async function rendered(
  template: TemplateDraftInput,
  customers: readonly number[],
  from: RenderOrigin | undefined = origin,
) {
  await applyTemplateDefinitions(t.ctx, { templates: [template] })
  const [version] = (await loadTemplateVersions(t.ctx, [{ template: template.key, version: 0 }])).values()
  if (!version) throw new Error('the template is not published')
  const rows = customers.map((customer) => ({
    customer,
    touch: `00000000-0000-4000-8000-00000000000${customer}`,
  }))
  return renderBatch(t.ctx, version, rows, from)
}

const name = { 'zh-CN': '到期提醒', en: 'Maturity' }
const bodies = (all: Awaited<ReturnType<typeof rendered>>): string[] =>
  all.map((one) => (one.ok ? one.body : `✗ ${one.problem}`))

describe('rendering a chunk', () => {
  it('speaks each customer’s language, with what the bank knows of them', async () => {
    const all = await rendered(
      {
        key: 'maturity',
        channel: 'push',
        category: 'service',
        name,
        content: {
          'zh-CN': {
            title: '到期提醒',
            body: '尊敬的{{ salutation }}，您的{{ maturing.product }}{{ maturing.amount | money }}将于{{ maturing.date | date }}到期（{{ maturing.days }}天）',
          },
          en: {
            title: 'Maturity',
            body: 'Dear {{ salutation }}, {{ maturing.product }} of {{ maturing.amount | money }} matures on {{ maturing.date | date }}',
          },
        },
      },
      [2, 1, 3],
    )
    expect(bodies(all)).toEqual([
      'Dear Ms Ada <Lovelace>, Rong Plus of ¥1,234.50 matures on 9 November 2026',
      '尊敬的王先生，您的榕享存¥50,000.00将于2026年11月8日到期（7天）',
      '✗ no value for maturing.product',
    ])
    expect(all[1]).toMatchObject({
      customerNumber: 'C1',
      language: 'zh-CN',
      content: { channel: 'push', title: '到期提醒' },
    })
  })

  it('names branch and manager, and lets a default or a branch of the text stand for what is missing', async () => {
    const all = await rendered(
      {
        key: 'manager',
        channel: 'inbox',
        category: 'service',
        name,
        content: {
          'zh-CN': {
            body: '{{ name }}：{% if manager.name %}{{ manager.name }}（{{ branch.name }}）{% else %}{{ branch.name | default: "任一网点" }}{% endif %}为您服务{{ attribute.tier }}',
          },
        },
        defaults: { 'attribute.tier': { 'zh-CN': '。' } },
      },
      [1, 2, 3],
    )
    expect(bodies(all)).toEqual([
      '王小明：李经理（榕城支行）为您服务。',
      'Ada <Lovelace>：任一网点为您服务。',
      '客户：任一网点为您服务。',
    ])
  })

  it('never shows the hole of a value that only decided about a branch', async () => {
    const all = await rendered(
      {
        key: 'hole',
        channel: 'inbox',
        category: 'service',
        name,
        content: {
          'zh-CN': { body: '{% if maturing.days < 30 %}快到期，{% endif %}剩 {{ maturing.days }} 天' },
        },
      },
      [1, 3],
    )
    expect(bodies(all)).toEqual(['快到期，剩 7 天', '✗ no value for a variable'])
  })

  it('escapes values in HTML and in JSON', async () => {
    const mail = await rendered(
      {
        key: 'mail',
        channel: 'email',
        category: 'service',
        name,
        content: { en: { subject: 'Hello {{ name }}', html: '<p>Dear {{ name }} &amp; family</p>' } },
      },
      [2],
    )
    expect(mail[0]).toMatchObject({
      subject: 'Hello Ada <Lovelace>',
      body: 'Dear Ada <Lovelace> & family',
      content: { html: '<p>Dear Ada &lt;Lovelace&gt; &amp; family</p>' },
    })
    const hook = await rendered(
      {
        key: 'hook',
        channel: 'webhook',
        category: 'service',
        name,
        content: { 'zh-CN': { body: '{"who":"{{ name }}","note":"{{ attribute.note }}"}' } },
        defaults: { 'attribute.note': { 'zh-CN': 'say "hi"\\ \n","admin":"yes' } },
      },
      [1],
    )
    expect(JSON.parse(bodies(hook)[0] ?? '')).toEqual({ who: '王小明', note: 'say "hi"\\ \n","admin":"yes' })
  })

  it('gives every customer an own short link and the same touch the same one', async () => {
    const template: TemplateDraftInput = {
      key: 'linked',
      channel: 'sms',
      category: 'service',
      name,
      content: {
        'zh-CN': { text: "请看 {{ 'https://bank.example/renew?from=sms' | link: step: 'confirm' }}" },
      },
    }
    const first = bodies(await rendered(template, [1, 2]))
    expect(bodies(await rendered(template, [1, 2]))).toEqual(first)
    const codes = first.map((text) => /\/r\/([0-9A-Za-z]+)$/.exec(text)?.[1] ?? '')
    const app = fastify()
    await app.register(linkRoutes(t.ctx))
    for (const code of codes) {
      const answer = await app.inject({
        url: `/r/${code}`,
        headers: { 'user-agent': 'Mozilla/5.0 (iPhone)' },
      })
      expect(answer.headers.location).toBe('https://bank.example/renew?from=sms')
    }
    await app.close()
    const clicks = await t.ctx.postgres
      .withTables<{ link_click: { link_id: number; customer: number } }>()
      .selectFrom('link_click')
      .select(['link_id', 'customer'])
      .orderBy('customer')
      .execute()
    expect(clicks.map(({ customer }) => Number(customer))).toEqual([1, 2])
    expect(clicks[0]?.link_id).toBe(clicks[1]?.link_id)
    expect(codes[0]).toHaveLength(16)
  })

  it('stores no link for a sample, and makes it as long as a real one', async () => {
    const template: TemplateDraftInput = {
      key: 'sampled',
      channel: 'sms',
      category: 'service',
      name,
      content: { 'zh-CN': { text: "{{ 'https://bank.example/sampled' | link }}" } },
    }
    await applyTemplateDefinitions(t.ctx, { templates: [template] })
    const [version] = (await loadTemplateVersions(t.ctx, [{ template: 'sampled', version: 0 }])).values()
    const [sample] = version ? await renderBatch(t.ctx, version, [{ customer: 1, touch: '' }]) : []
    const real = bodies(await rendered(template, [1]))
    expect(sample?.ok === true ? sample.body.length : 0).toBe(real[0]?.length)
  })

  it('refuses what does not fit its channel, and links that run something', async () => {
    const all = await rendered(
      {
        key: 'mini',
        channel: 'mini_program',
        category: 'service',
        name,
        content: { 'zh-CN': { templateId: 'tmpl', fields: { thing1: '{{ attribute.text }}' } } },
        defaults: { 'attribute.text': { 'zh-CN': '这是一段超过二十个字的说明文字它不能通过小程序' } },
      },
      [1],
    )
    expect(bodies(all)).toEqual(['✗ fields.thing1 has 23 characters, at most 20 go through'])
    const linked = await rendered(
      {
        key: 'bad_link',
        channel: 'inbox',
        category: 'service',
        name,
        content: { 'zh-CN': { body: '{{ attribute.url | link }}' } },
        defaults: { 'attribute.url': { 'zh-CN': 'javascript:alert(1)' } },
      },
      [1],
    )
    expect(bodies(linked)).toEqual(['✗ a link leads to something that is no web or app address'])
  })
})

describe('definition files of before', () => {
  it('keep working: their two variables, one text for each language, anything else becomes nothing', async () => {
    await applyTemplateDefinitions(t.ctx, {
      templates: [
        {
          key: 'plain',
          channel: 'sms',
          name,
          body: { 'zh-CN': '尊敬的{{name}}（{{number}}）{{unknown}}', en: 'Dear {{name}}' },
        },
      ],
    })
    const [version] = (await loadTemplateVersions(t.ctx, [{ template: 'plain', version: 0 }])).values()
    const rows = [1, 2, 3].map((customer) => ({ customer, touch: String(customer) }))
    const all = version ? await renderBatch(t.ctx, version, rows, origin) : []
    expect(bodies(all)).toEqual(['尊敬的王小明（C1）', 'Dear Ada <Lovelace>', '尊敬的（C3）'])
  })

  it('changes nothing when it is applied again', async () => {
    const file = {
      templates: [{ key: 'again', channel: 'push', name, body: { 'zh-CN': '您好', en: 'Hello' } }],
    }
    expect(await applyTemplateDefinitions(t.ctx, file)).toEqual({ changed: 1 })
    expect(await applyTemplateDefinitions(t.ctx, file)).toEqual({ changed: 0 })
  })
})
