import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** Other work may keep the machine busy. */
const soon = { timeout: 20_000 } as const
const number = '1000000001'
const page360 = `/understand/customers/${number}`

describe('searching customers', () => {
  it('works by keyboard alone: slash, typing, arrows, Enter', async () => {
    const { page, context, errors } = await openConsole(browser, { path: '/understand/customers' })
    await page.getByRole('option').first().waitFor()
    await page.getByRole('heading', { name: 'Customers', level: 1 }).click()
    await page.keyboard.press('/')
    await page.keyboard.type('10000001')
    const options = page.getByRole('option')
    await expect.poll(() => options.first().getAttribute('aria-label'), soon).toBe('Open 1000000100')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => options.nth(1).getAttribute('aria-selected'), soon).toBe('true')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/understand/customers/1000000101')
    await page.goBack()
    // A whole number and Enter at once: nobody has to wait for the list.
    await page.getByRole('combobox', { name: /^Customer number/ }).fill('1000000007')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/understand/customers/1000000007')
    expect(errors).toEqual([])
    await context.close()
  })

  it('keeps names and phones out of the address, and remembers the search on the way back', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/customers' })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const field = page.getByRole('combobox', { name: 'Customer number, name, phone or email' })
    await field.fill('王')
    await page.getByRole('option').first().waitFor()
    await expect
      .poll(async () => (await page.getByRole('option').first().textContent()) ?? '')
      .toContain('王*')
    await page.getByRole('option').first().click()
    await page.waitForURL('**/understand/customers/1*')
    await page.goBack()
    await expect.poll(() => field.inputValue(), soon).toBe('王')
    expect([...asked, page.url()].filter((address) => decodeURIComponent(address).includes('王'))).toEqual([])
    await context.close()
  })

  it('says so when nobody fits, and what can be searched', async () => {
    const { page, context } = await openConsole(browser, { language: 'zh-CN', path: '/understand/customers' })
    await page.getByPlaceholder('客户号、姓名、手机号或邮箱').fill('没有这个人')
    await page.getByText('没有符合条件的客户').waitFor()
    expect(await page.getByRole('option').count()).toBe(0)
    await context.close()
  })
})

describe('the page of a customer', () => {
  it('shows every part of a real customer in both languages, without personal data', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const { page, context, errors } = await openConsole(browser, { language, path: page360 })
      await page.getByRole('heading', { level: 1 }).filter({ hasText: '**' }).waitFor()
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click()
        await expect.poll(() => page.locator('.ant-skeleton').count(), soon).toBe(0)
        expect(await page.getByRole('alert').count()).toBe(0)
      }
      expect(await page.getByRole('tab').count()).toBe(8)
      expect(await page.locator('body').innerText()).not.toMatch(/\b1[3-9]\d{9}\b/)
      expect(errors).toEqual([])
      await context.close()
    }
  })

  it('filters the timeline, and keeps the filter in the address', async () => {
    const { page, context } = await openConsole(browser, { path: `${page360}?tab=timeline` })
    const events = page.locator('.bn-day li')
    await events.first().waitFor()
    const all = await events.count()
    await page.getByRole('combobox', { name: 'Events' }).click()
    await page
      .locator('.ant-select-item-option')
      .filter({ hasText: /^login/ })
      .click()
    await page.waitForURL(/name=login/)
    const names = async () => [...new Set(await page.locator('.bn-day li b').allTextContents())]
    await expect.poll(names, soon).toEqual(['login'])
    expect(await events.count()).toBeLessThan(all)
    await page.reload()
    await expect.poll(names, soon).toEqual(['login'])
    await context.close()
  })

  it('explains why the customer is in a segment, and where a tag comes from', async () => {
    const { page, context, read } = await openConsole(browser)
    const { items } = await read<{ items: { key: string }[] }>(`/api/customers/${number}/segments`)
    expect(items.length).toBeGreaterThan(0)
    await page.goto(page360)
    await page.getByRole('button', { name: 'Why', exact: true }).first().click()
    await page.getByRole('dialog').getByText('Fits the rule now').waitFor()
    await page.keyboard.press('Escape')
    await page.goto(`${page360}?tab=tags`)
    await page.getByRole('searchbox', { name: 'Find a tag' }).fill('aum')
    await page.getByRole('button', { name: 'Why aum', exact: true }).click()
    await page.getByRole('dialog').getByText('from balances').waitFor()
    await context.close()
  })

  it('shows plain values once, with a reason, and leaves an audit row', async () => {
    const admin = await openConsole(browser, { path: page360 })
    const { page } = admin
    await page.getByRole('button', { name: 'Show personal data' }).click()
    const dialog = page.getByRole('dialog')
    const show = dialog.getByRole('button', { name: 'Show once' })
    await dialog.getByRole('checkbox', { name: 'Phone' }).check()
    expect(await show.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Why?' }).fill('e2e call back')
    await show.click()
    await dialog.getByText(/^1[3-9]\d{9}$/).waitFor()
    await dialog.getByRole('button', { name: 'Hide' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.locator('body').innerText()).not.toMatch(/\b1[3-9]\d{9}\b/)
    const audit = await admin.read<{ items: { actor: { name: string }; detail: object }[] }>(
      '/api/audit?action=customer.unmask',
    )
    expect(audit.items[0]).toMatchObject({ detail: { fields: ['phone'], reason: 'e2e call back' } })
    await admin.context.close()
  })

  it('gives a viewer no way to plain values, and the server refuses too', async () => {
    const { page, context, send } = await openConsole(browser, { login: 'looker', path: page360 })
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '**' }).waitFor()
    expect(await page.getByRole('button', { name: 'Show personal data' }).count()).toBe(0)
    await expect(
      send('POST', `/api/customers/${number}/unmaskings`, { fields: ['phone'], reason: 'curious' }),
    ).rejects.toThrow('answered 403')
    await context.close()
  })

  it('leads from one customer to the related ones', async () => {
    const { page, context } = await openConsole(browser, { path: `${page360}?tab=relations` })
    const related = page.locator('.bn-lines-related a').first()
    await related.waitFor()
    const target = await related.getAttribute('href')
    await related.click()
    await page.waitForURL(`**${target}`)
    await expect.poll(() => page.getByRole('heading', { level: 1 }).count(), soon).toBe(1)
    await context.close()
  })

  it('says so when there is no such customer', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/customers/no-such-number' })
    await page.getByText('There is no such customer').waitFor()
    await page.getByRole('link', { name: 'Search customers' }).click()
    await page.waitForURL('**/understand/customers')
    const heading = page.getByRole('heading', { name: 'Customers', level: 1 })
    await expect.poll(() => heading.count(), soon).toBe(1)
    await context.close()
  })
})
