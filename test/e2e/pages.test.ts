import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const lists = [
  ['/collect/sources', 'Sources', '数据源'],
  ['/collect/feed', 'Live events', '实时事件'],
  ['/collect/events', 'Event definitions', '事件定义'],
  ['/understand/tags', 'Tags', '标签'],
  ['/understand/segments', 'Segments', '客群'],
  ['/engage/journeys', 'Journeys', '客户旅程'],
  ['/engage/touches', 'Touches', '触达记录'],
  ['/learn/effects', 'Effects', '效果评估'],
  ['/govern/users', 'Users', '用户'],
  ['/govern/audit', 'Audit log', '审计日志'],
  ['/govern/jobs', 'Jobs', '后台任务'],
] as const

describe('every list shows the real bank', () => {
  const consoles: { readonly language: 'en' | 'zh-CN'; readonly opened: Console }[] = []
  beforeAll(async () => {
    for (const language of ['en', 'zh-CN'] as const)
      consoles.push({ language, opened: await openConsole(browser, { language }) })
  })

  it.each(lists)('%s has rows in both languages', async (path, english, chinese) => {
    for (const { language, opened } of consoles) {
      const { page, errors } = opened
      await page.goto(path)
      const name = language === 'en' ? english : chinese
      await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor()
      await page.locator('tbody tr.ant-table-row').first().waitFor()
      expect(await page.getByRole('alert').count()).toBe(0)
      expect(errors).toEqual([])
    }
  })

  it('draws a journey with the customers at its nodes', async () => {
    const { page, context, errors } = await openConsole(browser, { path: '/engage/journeys' })
    await page.locator('tbody tr.ant-table-row').first().click()
    await page.locator('.react-flow__node').first().waitFor()
    expect(await page.locator('.react-flow__node').count()).toBeGreaterThan(3)
    await expect.poll(() => page.locator('.react-flow__edge').count()).toBeGreaterThan(2)
    expect(errors).toEqual([])
    await context.close()
  })

  it('says so when there is nothing at an address', async () => {
    const { page, context } = await openConsole(browser, { path: '/no/such/page' })
    await page.getByText('There is nothing at this address').waitFor()
    expect(await page.getByRole('link', { name: 'To the overview' }).isVisible()).toBe(true)
    await context.close()
  })

  it('shows the problem with its code when the server fails', async () => {
    const { page, context } = await openConsole(browser)
    await page.route('**/api/sources*', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          status: 503,
          code: 'unavailable',
          title: 'Unavailable',
          detail: 'ClickHouse does not answer',
          errors: [],
          requestId: 'r-42',
        }),
      }),
    )
    await page.goto('/collect/sources')
    await page.getByText('ClickHouse does not answer').waitFor()
    await page.getByText('503 unavailable').waitFor()
    await page.getByText('r-42').waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true)
    await context.close()
  })

  it('keeps filters in the address', async () => {
    const { page, context } = await openConsole(browser, { path: '/govern/audit' })
    await page.getByPlaceholder('Action').fill('session.create')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/govern/audit?action=session.create')
    await page.reload()
    expect(await page.getByPlaceholder('Action').inputValue()).toBe('session.create')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.waitForURL('**/govern/audit')
    await context.close()
  })
})
