import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
let opened: Console
beforeAll(async () => {
  browser = await launchChromium()
  opened = await openConsole(browser, { path: '/learn/effects' })
})
afterAll(() => browser.close())

const journey = 'autumn_deposit_offer'

describe('the effect of a journey', () => {
  it('says first whether the groups are as large as meant, then the primary metric with its intervals', async () => {
    const { page } = opened
    await page.goto(`/learn/effects/${journey}`)
    const [ratio, primary] = [
      page.getByText('Groups as large as meant'),
      page.getByText('Primary metric: Conversion'),
    ]
    await primary.waitFor()
    expect((await ratio.boundingBox())?.y).toBeLessThan((await primary.boundingBox())?.y ?? 0)
    // The picture comes with a file of its own.
    await page.getByRole('img', { name: 'Conversion' }).getByText('At the end (fixed)').waitFor()
    await page.getByText(/however often you look|safe to look at every day/).waitFor()
  })

  it('is measured by the plan that somebody saves, and tells how many customers it needs', async () => {
    const { page } = opened
    await page.getByRole('tab', { name: 'Plan and size' }).click()
    await page.getByText(/Needs [\d,]+ customers, both sides together/).waitFor()
    await page.getByLabel('A conversion earns (yuan)').fill('35')
    await page.getByRole('button', { name: 'Add a metric' }).click()
    await page.getByLabel('Metric', { exact: true }).fill('Mobile bank DAU')
    await page.locator('.ant-select-item-option:visible', { hasText: 'Mobile bank DAU' }).click()
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await page.getByText('Plan saved').waitFor()
    await page.getByRole('tab', { name: 'Metrics' }).click()
    await page.getByRole('cell', { name: /Mobile bank DAU/ }).waitFor()
    await page.getByRole('tab', { name: 'Money' }).click()
    await page.getByText('Extra revenue').waitFor()
    expect(await page.getByText('Say under “Plan and size”').count()).toBe(0)
    await page.getByText('Not causal.').waitFor()
  })

  it('shows by an address that keeps the question whom it moves', async () => {
    const { page, errors } = opened
    await page.goto(`/learn/effects/${journey}?tab=segments&tag=gender&score=aum`)
    await page.getByText(/^Strongest: /).waitFor()
    await page.getByText(/^Qini coefficient/).waitFor()
    const curve = page.getByRole('img', { name: 'Qini curve' }).locator('path')
    await expect.poll(() => curve.count()).toBeGreaterThan(2)
    expect(errors).toEqual([])
  })

  it('speaks Chinese', async () => {
    const chinese = await openConsole(browser, {
      language: 'zh-CN',
      path: `/learn/effects/${journey}?tab=metrics`,
    })
    await chinese.page.getByText('分组比例正常').waitFor()
    await chinese.page.getByRole('cell', { name: /转化率/ }).waitFor()
    expect(chinese.errors).toEqual([])
    await chinese.context.close()
  })
})
