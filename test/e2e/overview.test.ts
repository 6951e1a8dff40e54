import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Overview {
  readonly understand: { customers: number; tags: number; segments: number }
  readonly engage: { journeysRunning: number }
}

describe('the overview', () => {
  it('draws the loop with the numbers of the bank', async () => {
    const { page, context, errors, read } = await openConsole(browser)
    const { understand } = await read<Overview>('/api/overview')
    expect(understand.customers).toBeGreaterThanOrEqual(2_000)
    expect(understand.tags).toBeGreaterThan(0)
    const customers = new Intl.NumberFormat('en').format(understand.customers)
    await page.getByText(customers, { exact: true }).waitFor()
    await page.getByTestId('stage-understand').getByText(String(understand.tags), { exact: true }).waitFor()
    for (const stage of ['collect', 'understand', 'decide', 'engage', 'learn'])
      expect(await page.getByTestId(`stage-${stage}`).isVisible()).toBe(true)
    expect(errors).toEqual([])
    await context.close()
  })

  it('leads from a stage to its page', async () => {
    const { page, context } = await openConsole(browser)
    await page.getByTestId('stage-engage').click()
    await page.getByRole('heading', { name: 'Journeys' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/engage/journeys')
    await context.close()
  })

  it('switches the language and remembers it', async () => {
    const { page, context } = await openConsole(browser)
    await page.getByRole('button', { name: 'Language' }).click()
    await page.getByRole('menuitem', { name: '简体中文' }).click()
    await page.getByRole('heading', { name: '经营闭环' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '经营闭环' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await context.close()
  })

  it('switches to dark and remembers it', async () => {
    const { page, context } = await openConsole(browser)
    await page.getByRole('button', { name: 'Appearance' }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.locator('html[data-appearance=dark]').waitFor()
    await page.reload()
    await page.locator('html[data-appearance=dark]').waitFor()
    expect(await page.locator('body').evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(15, 22, 19)',
    )
    await context.close()
  })
})
