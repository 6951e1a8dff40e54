import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const question = {
  type: 'funnel',
  range: { lastDays: 60 },
  steps: [{ event: 'login' }, { event: 'fund_list_view' }, { event: 'fund_detail_view' }],
  windowSeconds: 7 * 86_400,
}

it('opens a funnel from a link, tells who took a step, saves them as a segment, and goes back', async () => {
  const address = `/learn/analyses/new?q=${encodeURIComponent(JSON.stringify(question))}`
  const admin = await openConsole(browser, { path: address })
  const { page } = admin
  const answer = (await admin.send('POST', '/api/analyses/run', { analysis: question })) as {
    tables: { rows: { values: { customers: number } }[] }[]
  }
  const counts = answer.tables[0]?.rows.map(({ values }) => values.customers) ?? []
  const [, , reached = 0] = counts
  expect(reached).toBeGreaterThan(0)
  const numbers = page.getByTestId('answer-table')
  const third = numbers.getByRole('row').nth(3).getByRole('button').first()
  await third.waitFor()
  const written = new Intl.NumberFormat('en').format(reached)
  expect(await third.textContent()).toBe(written)

  await third.click()
  const drawer = page.getByRole('dialog')
  await drawer.getByTestId('behind-count').waitFor()
  expect(await drawer.getByTestId('behind-count').textContent()).toBe(written)
  await drawer.getByRole('button', { name: 'Save as a segment' }).click()
  await page.getByLabel('Name in Chinese').fill('看过基金详情')
  await page.getByLabel('Name in English').fill('Saw a fund')
  await page.keyboard.press('Enter')
  await page.getByText(`Segment saved with ${written} customers`).waitFor()
  const segment = await admin.read<{ snapshot: { customers: number } }>('/api/segments/saw_a_fund')
  expect(segment.snapshot.customers).toBe(reached)

  // Back closes the drawer; a changed question is another address, and Back returns to this one.
  await page.goBack()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Trend', exact: true, pressed: false }).click()
  await page.waitForURL(/trend/)
  await page.goBack()
  await third.waitFor()
  expect(await third.textContent()).toBe(written)
  expect(admin.errors).toEqual([])
  await admin.context.close()
})

it('leads from a step where customers leave to what tells them apart, and from there to who they are', async () => {
  const funnel = {
    type: 'funnel',
    range: { lastDays: 20 },
    steps: [{ event: 'risk_assessment_view' }, { event: 'fund_purchase_confirm' }],
    windowSeconds: 3600,
  }
  const admin = await openConsole(browser, {
    path: `/learn/analyses/new?q=${encodeURIComponent(JSON.stringify(funnel))}`,
  })
  const { page } = admin
  await page.getByRole('link', { name: 'Why customers left after step 1' }).click()
  await page.waitForURL(/drop_off/)
  const strongest = page.getByTestId('answer-table').getByRole('row').nth(1)
  await strongest.getByText('6.2.0').or(strongest.getByText('6.1.0')).waitFor()
  expect(await strongest.textContent()).toContain('app_version')
  const left = strongest.getByRole('button').first()
  const shown = await left.textContent()
  await left.click()
  const drawer = page.getByRole('dialog')
  await drawer.getByTestId('behind-count').waitFor()
  expect(await drawer.getByTestId('behind-count').textContent()).toBe(shown)
  expect(admin.errors).toEqual([])
  await admin.context.close()
})

it('credits conversions to contacts, and says that this proves nothing', async () => {
  const attribution = {
    type: 'attribution',
    range: { lastDays: 90 },
    conversion: { event: 'fund_purchase' },
    touches: [{ event: 'login' }, { event: 'fund_list_view' }, { event: 'fund_detail_view' }],
    by: { of: 'event' },
    windowSeconds: 7 * 86_400,
  }
  const admin = await openConsole(browser, {
    language: 'zh-CN',
    path: `/learn/analyses/new?q=${encodeURIComponent(JSON.stringify(attribution))}`,
  })
  const { page } = admin
  await page.getByText('非因果', { exact: true }).waitFor()
  const numbers = page.getByTestId('answer-table')
  await numbers.getByRole('columnheader', { name: '沙普利值' }).waitFor()
  expect(await numbers.getByRole('row').count()).toBeGreaterThan(3)
  expect(admin.errors).toEqual([])
  await admin.context.close()
})
