import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Tag {
  readonly key: string
  readonly version: number
  readonly coverage: number | null
}

describe('the catalogue of tags', () => {
  it('is narrowed by its tree, filters and search, which live in the address', async () => {
    const { page, context, errors } = await openConsole(browser, { path: '/understand/tags' })
    const rows = page.locator('tbody tr.ant-table-row')
    await rows.first().waitFor()
    const all = await rows.count()
    const tree = page.getByRole('tree', { name: 'Classes' })
    await tree.getByText('Life cycle', { exact: true }).click()
    await page.waitForURL(/class=/)
    await expect.poll(() => rows.count()).toBeLessThan(all)
    await page.reload()
    await rows.first().waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByPlaceholder('Name or key').fill('aum_average_30d')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(1)
    await page.getByPlaceholder('Name or key').fill('no such tag at all')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing matches these filters').or(page.locator('.ant-empty')).first().waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('opens a tag by keyboard: words, lineage, distribution and trend', async () => {
    const { page, context, errors } = await openConsole(browser, {
      path: '/understand/tags?search=aum_average_30d',
    })
    const row = page.locator('tbody tr.ant-table-row').first()
    await row.waitFor()
    await row.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/understand/tags/aum_average_30d')
    await page.getByText('The daily average assets under management over 30 days').waitFor()
    await page.getByRole('list', { name: 'Reads' }).getByText('balance').waitFor()
    await page.getByRole('img', { name: 'Distribution' }).waitFor()
    await page.getByText('Quantiles').click()
    await page.getByText('p95').first().waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('says so when there is no such tag', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/tags/nothing_like_it' })
    await page.getByText('404 not_found').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('no tag "nothing_like_it"')
    await context.close()
  })

  it('lets a viewer look, but neither edit nor refresh', async () => {
    const { page, context } = await openConsole(browser, { login: 'looker', path: '/understand/tags/aum' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('img', { name: 'Distribution' }).waitFor()
    expect(await page.getByRole('button', { name: /Edit|Retire|Refresh/ }).count()).toBe(0)
    await page.goto('/understand/tags/new')
    await page.getByTestId('forbidden').waitFor()
    await context.close()
  })
})

describe('the editor of tags', () => {
  let opened: Console
  beforeAll(async () => {
    opened = await openConsole(browser, { path: '/understand/tags/new' })
  })
  afterAll(() => opened.context.close())
  const choose = async (label: string, option: string): Promise<void> => {
    const { page } = opened
    await page.getByRole('combobox', { name: label }).click()
    await page.keyboard.type(option)
    await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
  }

  it('shows at once how a definition would spread, and what is wrong with one', async () => {
    const { page } = opened
    await choose('Kind', 'Formula over tags')
    await page.getByRole('textbox', { name: /Formula/ }).fill('aum / nothing_there')
    await page.getByRole('combobox', { name: 'Type' }).click()
    await page
      .locator('.ant-select-dropdown:visible')
      .locator('.ant-select-item-option', { hasText: 'Number' })
      .click()
    await page.getByText('there is no tag "nothing_there"').first().waitFor()
    await page.getByRole('textbox', { name: /Formula/ }).fill('round(aum / 10000, 1)')
    const preview = page.getByTestId('tag-preview')
    await preview.getByText('By formula: round(aum / 10000, 1)').waitFor()
    await preview.getByText(/All 2,\d{3} customers/).waitFor()
    await preview.getByRole('img', { name: 'Distribution' }).waitFor()
    expect(await preview.locator('tr').count()).toBe(6)
    expect(await preview.textContent()).toMatch(/\*\*/)
  })

  it('saves a tag that then can be edited and retired', async () => {
    const { page, read } = opened
    await page.locator('#tag_group').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('#tag_key').fill('aum_in_tens')
    await page.locator('#tag_zh').fill('资产（万元）')
    await page.locator('#tag_en').fill('AUM in ten thousands')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL('**/understand/tags/aum_in_tens')
    await page.getByRole('heading', { name: 'AUM in ten thousands' }).waitFor()
    expect(await read<Tag>('/api/tags/aum_in_tens')).toMatchObject({ version: 1, coverage: null })

    await page.getByRole('button', { name: 'Edit' }).click()
    await page.locator('#tag_en').fill('AUM, 10k')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'AUM, 10k' }).waitFor()

    await page.getByRole('button', { name: 'Retire' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
    await page.getByRole('button', { name: 'Bring back' }).waitFor()
    expect(opened.errors).toEqual([])
  })

  it('refuses to retire a tag that segments use, and says which', async () => {
    const { page } = opened
    await page.goto('/understand/tags/aum_average_30d')
    const segments = await opened.read<{ segments: { key: string }[] }>('/api/tags/aum_average_30d')
    const [first] = segments.segments
    if (!first) throw new Error('The demo bank has no segment over aum_average_30d')
    await page.getByRole('button', { name: 'Retire' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
    await page.getByText(/is in use by/).waitFor()
    expect(await opened.read<Tag & { status: string }>('/api/tags/aum_average_30d')).toMatchObject({
      status: 'active',
    })
  })
})

describe('values that are handed in', () => {
  it('are uploaded with a report and appear after the refresh', async () => {
    const { page, context, send, read, errors } = await openConsole(browser)
    const name = { 'zh-CN': '导入', en: 'Handed in' }
    await send('POST', '/api/tag-groups', { key: 'handed_in', name, source: 'import', schedule: 'manual' })
    await send('POST', '/api/tags', {
      key: 'vip_score',
      group: 'handed_in',
      name: { 'zh-CN': '贵宾评分', en: 'VIP score' },
      definition: { kind: 'imported', type: 'number' },
    })
    await page.goto('/understand/tags/vip_score')
    await page.getByText('Nothing was handed in yet').waitFor()
    await page.getByRole('button', { name: 'Upload values' }).click()
    await page.getByLabel('or paste lines here').fill('nobody,1\nnobody else,x')
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByRole('dialog').getByText('0 of 2 lines taken over').waitFor()
    await page.getByRole('dialog').getByText('Line 1: no customer has this number').waitFor()
    await page.getByRole('dialog').getByText('Line 2: not a value of this tag').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect((await read<{ items: unknown[] }>('/api/tags/vip_score/uploads')).items).toHaveLength(1)
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('a group of tags', () => {
  it('is refreshed on request, and computed for past days with progress', async () => {
    const { page, context, read, errors } = await openConsole(browser, {
      path: '/understand/tag-groups/holding',
    })
    const groups = await read<{ items: { key: string; source: string }[] }>('/api/tag-groups?limit=200')
    const group = groups.items.find(({ source }) => source === 'holding')?.key ?? ''
    await page.goto(`/understand/tag-groups/${group}`)
    const before = await read<{ refreshedAt: string }>(`/api/tag-groups/${group}`)
    await page.getByRole('button', { name: /Refresh$/ }).click()
    await expect
      .poll(async () => (await read<{ refreshedAt: string }>(`/api/tag-groups/${group}`)).refreshedAt, {
        timeout: 40_000,
      })
      .not.toBe(before.refreshedAt)
    await page.getByRole('button', { name: /Refresh$/ }).waitFor()
    await page.getByLabel('From – to 1').fill('2026-01-01')
    await page.getByLabel('From – to 2').fill('2026-01-02')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('done', { exact: true }).first().waitFor({ timeout: 40_000 })
    await page.getByRole('cell', { name: '2026-01-02', exact: true }).waitFor()
    expect(errors).toEqual([])
    await context.close()
  }, 120_000)

  it('is created in Chinese too', async () => {
    const { page, context, read } = await openConsole(browser, {
      language: 'zh-CN',
      path: '/understand/tag-groups',
    })
    await page.getByRole('button', { name: '新建标签组' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('标识').fill('campaign_marks')
    await dialog.getByLabel('中文名称').fill('活动标记')
    await dialog.getByLabel('英文名称').fill('Campaign marks')
    await dialog.getByRole('combobox', { name: '来源' }).click()
    await page.locator('.ant-select-dropdown:visible').getByText('导入', { exact: false }).first().click()
    await dialog.getByRole('button', { name: /保\s*存/ }).click()
    await page.waitForURL('**/understand/tag-groups/campaign_marks')
    expect(await read<{ source: string }>('/api/tag-groups/campaign_marks')).toMatchObject({
      source: 'import',
    })
    await context.close()
  })
})
