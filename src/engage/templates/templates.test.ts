import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { sql } from 'kysely'
import { type Context, withActor } from '../../platform/context.ts'
import { checkAudience } from './audience/check-audience.ts'
import { checkTemplate } from './checks/check-template.ts'
import { previewInput, previewTemplate } from './preview/preview-template.ts'
import { readTemplate } from './read-template.ts'
import { readContentPolicy, saveContentPolicy } from './rules/content-policy.ts'
import { saveSensitiveWord } from './rules/sensitive-words.ts'
import { createTemplate, updateTemplate } from './save-template.ts'
import { templateDraft, type TemplateDraftInput } from './schema.ts'
import { searchTemplates } from './search-templates.ts'
import { decideVersion } from './versions/decide-version.ts'
import { listVersions } from './versions/list-versions.ts'
import { publishTemplate } from './versions/publish-template.ts'
import { restoreVersion } from './versions/restore-version.ts'
import { retireTemplate } from './versions/retire-template.ts'
import { loadTemplateVersions } from './versions/template-version.ts'

let t: TestContext
const name = { 'zh-CN': '模板', en: 'Template' }
const inbox = (key: string, body: string, more: Partial<TemplateDraftInput> = {}): TemplateDraftInput =>
  Object.assign(
    { key, channel: 'inbox' as const, name, category: 'service' as const, content: { 'zh-CN': { body } } },
    more,
  )
const as = (login: string): Context => withActor(t.ctx, { ...t.ctx.actor, kind: 'user', name: login })

beforeAll(async () => {
  t = await openTestContext()
  const updated = '2026-10-01T00:00:00Z'
  const rows = (table: string, list: readonly object[]): Promise<void> =>
    t.ctx.clickhouse.insert(
      table,
      Object.keys(list[0] ?? {}),
      list.map((row) => JSON.stringify(row)).join('\n'),
    )
  await rows(
    'customer',
    [1, 2, 3, 4].map((customer) => ({
      customer,
      number: `C000${customer}`,
      name: ['', '王小明', '李雷', '', '韩梅梅'][customer],
      gender: 'female',
      branch: 'B1',
      attributes: customer === 2 ? { phone: '13812345678' } : {},
      updated,
    })),
  )
  await rows(
    'identifier',
    [1, 2, 3, 4].map((customer) => ({
      namespace: 'customer_number',
      value: `C000${customer}`,
      customer,
      first_seen: updated,
    })),
  )
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
    { customer: 4, holding: 'H4', matures: '2026-11-09', amount: '60000.00', ...holding },
  ])
  const { rows: segments } = await sql<{ id: number }>`
    INSERT INTO segment (key, name, rule, created_by) VALUES ('savers', '{"zh-CN":"客群","en":"Savers"}', '{"all":[]}', 'test')
    RETURNING id`.execute(t.ctx.postgres)
  const segment = segments[0]?.id ?? 0
  await sql`INSERT INTO segment_snapshot (segment_id, version, rule, customers, added, removed, as_of)
    VALUES (${segment}, 1, '{"all":[]}', 3, 3, 0, ${t.clock.now()})`.execute(t.ctx.postgres)
  await rows(
    'segment_member',
    [1, 2, 3].map((customer) => ({ segment, version: 1, customer })),
  )
})
afterAll(() => t.close())

describe('the life of a template', () => {
  it('is drafted, published, changed and published again; versions stay as they were', async () => {
    await createTemplate(t.ctx, inbox('life', '您好'))
    expect(await readTemplate(t.ctx, 'life')).toMatchObject({ status: 'draft', publishedVersion: null })
    expect(await publishTemplate(t.ctx, 'life')).toEqual({ version: 1, state: 'published' })
    expect(await publishTemplate(t.ctx, 'life')).toEqual({ version: 1, state: 'published' })
    await updateTemplate(t.ctx, 'life', inbox('life', '您好！'))
    expect(await readTemplate(t.ctx, 'life')).toMatchObject({
      status: 'published',
      publishedVersion: 1,
      changed: true,
    })
    expect(await publishTemplate(t.ctx, 'life')).toEqual({ version: 2, state: 'published' })
    const { items } = await listVersions(t.ctx, 'life', { before: 1_000, limit: 10 })
    expect(items.map(({ version, state, content }) => [version, state, content['zh-CN']?.['body']])).toEqual([
      [2, 'published', '您好！'],
      [1, 'retired', '您好'],
    ])
    const touched = await loadTemplateVersions(t.ctx, [
      { template: 'life', version: 1 },
      { template: 'life', version: 0 },
    ])
    expect([...touched].map(([named, { content }]) => [named, content['zh-CN']?.['body']])).toEqual([
      ['life@1', '您好'],
      ['life@0', '您好！'],
    ])
    await restoreVersion(t.ctx, 'life', 1)
    expect((await readTemplate(t.ctx, 'life')).content['zh-CN']).toMatchObject({ body: '您好' })
    expect(await publishTemplate(t.ctx, 'life')).toEqual({ version: 3, state: 'published' })
  })

  it('refuses a change that is based on an older draft, and another channel', async () => {
    const { version } = await createTemplate(t.ctx, inbox('both', '一'))
    await updateTemplate(t.ctx, 'both', inbox('both', '二'), version)
    await expect(updateTemplate(t.ctx, 'both', inbox('both', '三'), version)).rejects.toThrow(
      'changed by someone else',
    )
    const other: TemplateDraftInput = { key: 'both', channel: 'sms', name, content: { en: { text: 'x' } } }
    await expect(updateTemplate(t.ctx, 'both', other)).rejects.toThrow('is one for inbox')
    await expect(createTemplate(t.ctx, inbox('both', '四'))).rejects.toThrow('already')
  })

  it('needs four eyes where the bank asks for them', async () => {
    const policy = await readContentPolicy(t.ctx)
    const { version: before, ...rules } = policy
    const saved = await saveContentPolicy(t.ctx, { ...rules, fourEyes: true }, before)
    await createTemplate(as('lin'), inbox('eyes', '您好'))
    expect(await publishTemplate(as('lin'), 'eyes')).toEqual({ version: 1, state: 'submitted' })
    expect(await readTemplate(t.ctx, 'eyes')).toMatchObject({ status: 'draft', submittedVersion: 1 })
    await expect(decideVersion(as('lin'), 'eyes', 1, { approve: true, note: '' })).rejects.toThrow(
      'ask somebody else',
    )
    await decideVersion(as('chen'), 'eyes', 1, { approve: false, note: '语气不妥' })
    await updateTemplate(as('lin'), 'eyes', inbox('eyes', '尊敬的客户，您好'))
    expect(await publishTemplate(as('lin'), 'eyes')).toEqual({ version: 2, state: 'submitted' })
    expect(await decideVersion(as('chen'), 'eyes', 2, { approve: true, note: '' })).toEqual({
      version: 2,
      state: 'published',
    })
    await expect(decideVersion(as('chen'), 'eyes', 2, { approve: true, note: '' })).rejects.toThrow(
      'waits for nobody',
    )
    expect(await readTemplate(t.ctx, 'eyes')).toMatchObject({ status: 'published', publishedVersion: 2 })
    await saveContentPolicy(t.ctx, rules, saved.version)
  })

  it('cannot be retired while a journey sends it', async () => {
    await createTemplate(t.ctx, inbox('sent', '您好'))
    await publishTemplate(t.ctx, 'sent')
    const graph = { nodes: { hello: { type: 'message', channel: 'inbox', template: 'sent', next: 'end' } } }
    await sql`INSERT INTO journey (key, name, status, graph, created_by)
      VALUES ('sender', '{"zh-CN":"旅程","en":"Journey"}', 'running', ${JSON.stringify(graph)}::jsonb, 'test')`.execute(
      t.ctx.postgres,
    )
    expect((await readTemplate(t.ctx, 'sent')).usedBy).toMatchObject([
      { journey: 'sender', node: 'hello', status: 'running' },
    ])
    await expect(retireTemplate(t.ctx, 'sent')).rejects.toThrow('is sent by sender')
    await sql`UPDATE journey SET status = 'finished' WHERE key = 'sender'`.execute(t.ctx.postgres)
    await retireTemplate(t.ctx, 'sent')
    expect(await readTemplate(t.ctx, 'sent')).toMatchObject({ status: 'retired' })
  })

  it('is found page by page, by text, channel and order', async () => {
    const first = await searchTemplates(t.ctx, { limit: 2, sort: '-updatedAt' })
    const second = await searchTemplates(t.ctx, { limit: 200, sort: '-updatedAt', cursor: first.next ?? '' })
    const all = await searchTemplates(t.ctx, { limit: 200, sort: '-updatedAt' })
    expect([...first.items, ...second.items]).toEqual(all.items)
    expect(
      (await searchTemplates(t.ctx, { limit: 50, sort: 'key', search: 'LIF' })).items.map(({ key }) => key),
    ).toEqual(['life'])
    expect((await searchTemplates(t.ctx, { limit: 50, sort: 'key', channel: 'sms' })).items).toEqual([])
  })
})

const check = async (input: TemplateDraftInput): Promise<string[]> =>
  (await checkTemplate(t.ctx, templateDraft.parse(input)))
    .filter(({ code }) => code !== 'language_missing')
    .map(
      ({ severity, code, path, line, column, found }) =>
        `${severity} ${code} ${path} ${line ?? ''}:${column ?? ''} ${found}`,
    )

describe('checks', () => {
  it('point at the place of what is wrong', async () => {
    expect(await check(inbox('x', '您好\n{{ tag.nothing }} {{ name | shout }}'))).toEqual([
      'error syntax /content/zh-CN/body 2:19 ',
    ])
    expect(await check(inbox('x', '您好\n  {{ tag.nothing }} 保 本保息'))).toEqual([
      'error unknown_variable /content/zh-CN/body 2:6 tag.nothing',
      'error forbidden_word /content/zh-CN/body 2:21 保 本保息',
    ])
    expect(await check(inbox('x', '{{ maturing.amount | money }}'))).toEqual([
      'warning needed_variable /content/zh-CN/body 1:4 maturing.amount',
    ])
    expect(await check(inbox('x', '{{ maturing.amount | default: 0 }} {{ name }}'))).toEqual([])
    expect(await check(inbox('x', ''))).toEqual(['error empty /content/zh-CN/body : '])
    expect(await check(inbox('x', '好', { content: {} }))).toEqual(['error no_content /content : '])
  })

  it('refuse a product that nobody knows, which the gate would take for the riskiest', async () => {
    expect(await check(inbox('x', '好', { product: 'TD1' }))).toEqual([
      'error unknown_product /product : TD1',
    ])
    await createTemplate(t.ctx, inbox('offer', '好', { product: 'TD1' }))
    await expect(publishTemplate(t.ctx, 'offer')).rejects.toThrow('cannot be published: 1 problem')
    await t.ctx.clickhouse.command(
      `INSERT INTO product (product, name, risk, updated) VALUES ('TD1', '榕享存', 'R1', now64(3))`,
    )
    expect(await check(inbox('x', '好', { product: 'TD1' }))).toEqual([])
    await publishTemplate(t.ctx, 'offer')
  })

  it('demand a way out of marketing text messages and offer it', async () => {
    const sms = (text: string, category: 'marketing' | 'service' = 'marketing'): TemplateDraftInput => ({
      key: 'x',
      channel: 'sms',
      name,
      category,
      content: { 'zh-CN': { text } },
    })
    expect(await check(sms('新品上市'))).toEqual(['error opt_out_missing /content/zh-CN/text : '])
    expect(await check(sms('新品上市，拒收请回复 R'))).toEqual([])
    expect(await check(sms('余额变动', 'service'))).toEqual([])
    const [problem] = await checkTemplate(
      t.ctx,
      templateDraft.parse({ ...sms('新品上市'), fallback: 'zh-CN' }),
    ).then((all) => all.filter(({ fix }) => fix !== null))
    expect(problem?.fix?.text).toBe('新品上市拒收请回复R')
    expect(await check(sms('字'.repeat(67 * 5 + 1), 'service'))).toEqual([
      'error too_many_segments /content/zh-CN/text : ',
    ])
  })

  it('know what single channels ask for', async () => {
    const mini = { key: 'x', channel: 'mini_program' as const, name, category: 'service' as const }
    expect(
      await check({ ...mini, content: { 'zh-CN': { templateId: '', fields: { thing1: '一'.repeat(21) } } } }),
    ).toEqual(['error too_long /content/zh-CN/fields/thing1 : ', 'error empty /content/zh-CN/templateId : '])
    const hook = { key: 'x', channel: 'webhook' as const, name, category: 'service' as const }
    expect(await check({ ...hook, content: { en: { body: '{"a": {{ name }}}' } } })).toEqual([
      'error not_json /content/en/body : ',
    ])
    expect(await check({ ...hook, content: { en: { body: '{"a": "{{ name }}"}' } } })).toEqual([])
    const mass = { key: 'x', channel: 'wecom_mass' as const, name, category: 'service' as const }
    expect(await check({ ...mass, content: { en: { text: 'Dear {{ name }}' } } })).toEqual([
      'error personal_in_mass /content/en/text 1:9 name',
    ])
    const mail = { key: 'x', channel: 'email' as const, name, category: 'service' as const }
    expect(
      await check({ ...mail, content: { en: { subject: 'Hi', html: '<p>x</p>\n<script>1</script>' } } }),
    ).toEqual(['error unsafe_html /content/en/html 2:1 <script'])
    const push = { key: 'x', channel: 'push' as const, name, category: 'service' as const }
    expect(await check({ ...push, content: { en: { body: 'Hi', link: 'javascript://x' } } })).toEqual([
      'error address /content/en/link : javascript://x',
    ])
  })

  it('learn the bank’s own words', async () => {
    expect(await check(inbox('x', '秋风送爽'))).toEqual([])
    await saveSensitiveWord(t.ctx, { word: '送爽', severity: 'caution' })
    expect(await check(inbox('x', '秋风送爽'))).toEqual(['warning caution_word /content/zh-CN/body 1:3 送爽'])
  })

  it('keep what is wrong from being published', async () => {
    await createTemplate(t.ctx, inbox('wrong', '零风险'))
    await expect(publishTemplate(t.ctx, 'wrong')).rejects.toThrow('cannot be published: 1 problem(s)')
  })
})

describe('an audience', () => {
  it('is asked as a whole who lacks what the text needs', async () => {
    const draft = templateDraft.parse(
      inbox(
        'x',
        '{{ name }} {{ maturing.date | date }} {% if city %}{{ occupation }}{% endif %} {{ attribute.phone | default: "" }}',
      ),
    )
    expect(await checkAudience(t.ctx, draft, 'savers')).toMatchObject({
      customers: 3,
      complete: 1,
      lacking: 2,
      variables: [
        { path: 'maturing.date', needed: 'always', missing: 2, examples: ['C0002', 'C0003'] },
        { path: 'occupation', needed: 'sometimes', missing: 3 },
      ],
    })
  })

  it('lacks nothing where nothing is needed, and must have a snapshot', async () => {
    const draft = templateDraft.parse(inbox('x', '您好，{{ name }}'))
    expect(await checkAudience(t.ctx, draft, 'savers')).toMatchObject({
      customers: 3,
      lacking: 0,
      variables: [],
    })
    await expect(checkAudience(t.ctx, draft, 'nobody')).rejects.toThrow('no snapshot yet')
  })
})

describe('a preview', () => {
  it('shows real customers, masked, and why some would get nothing', async () => {
    const template = templateDraft.parse(
      inbox('x', '{{ name }} {{ number }} {{ attribute.phone | default: "—" }} {{ maturing.days }}'),
    )
    const { samples } = await previewTemplate(
      t.ctx,
      previewInput.parse({ template, customers: ['C0001', 'C0002'] }),
    )
    expect(samples).toMatchObject([
      { body: '王** *0001 — 7', customerNumber: '*0001', problem: null },
      { problem: 'no value for maturing.days' },
    ])
    const some = await previewTemplate(t.ctx, previewInput.parse({ template, segment: 'savers', count: 20 }))
    expect(some.samples).toHaveLength(3)
  })

  it('takes names of the language it is written in for names like any other', async () => {
    const { toString } = Object.prototype
    for (const body of [
      '{% if last.__proto__.toString %}a{% endif %}b',
      '{{ constructor }}{{ __proto__ }}',
      '{{ name.constructor.name }}',
      '{{ last.__proto__.polluted | default: "no" }}',
    ]) {
      const template = templateDraft.parse(inbox('own_names', body))
      const shown = await previewTemplate(t.ctx, previewInput.parse({ template, customers: ['C0001'] }))
      expect(shown.samples).toHaveLength(1)
    }
    expect(Object.prototype.toString).toBe(toString)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('refuses a text with more variables than anybody could mean', async () => {
    const html = '{{ name }}'.repeat(501)
    const template = templateDraft.parse({
      key: 'many',
      channel: 'email',
      name,
      category: 'service',
      content: { en: { subject: 'x', html } },
    })
    expect(await checkTemplate(t.ctx, template)).toContainEqual(
      expect.objectContaining({ code: 'syntax', path: '/content/en/html', severity: 'error' }),
    )
  })

  it('measures text messages with the signature in front', async () => {
    const { version, ...rules } = await readContentPolicy(t.ctx)
    await saveContentPolicy(t.ctx, { ...rules, signature: { 'zh-CN': '榕湾银行', en: 'Rongwan' } }, version)
    const template = templateDraft.parse({
      key: 'x',
      channel: 'sms',
      name,
      category: 'service',
      content: { 'zh-CN': { text: '字'.repeat(64) } },
    })
    const { samples } = await previewTemplate(t.ctx, previewInput.parse({ template, customers: ['C0001'] }))
    expect(samples[0]).toMatchObject({
      body: `【榕湾银行】${'字'.repeat(64)}`,
      sms: { encoding: 'ucs-2', units: 70, segments: 1, left: 0 },
    })
  })
})
