import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

it('lead from the registry to a metric, its course, factors, and down to a branch', async () => {
  const { page, context, errors } = await openConsole(browser, { path: '/learn/metrics' })
  const rows = page.locator('tbody tr.ant-table-row')
  await rows.first().waitFor()
  await page.getByPlaceholder('Name, key or owner').fill('aum')
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=aum/)
  await rows.filter({ hasText: 'aum_per_customer' }).waitFor()
  await rows.filter({ has: page.getByText('aum', { exact: true }) }).click()
  await page.waitForURL('**/learn/metrics/aum')
  await page.getByRole('img', { name: 'Course' }).waitFor()
  await page.getByRole('img', { name: 'Factors' }).waitFor()
  const branches = page.getByLabel('Organisations below').locator('tbody tr.ant-table-row')
  await expect.poll(() => branches.count()).toBe(12)
  await branches.filter({ hasText: '三明分行' }).click()
  await page.waitForURL(/organisation=/)
  await expect.poll(() => branches.count()).toBe(5)
  await page.reload()
  await expect.poll(() => branches.count()).toBe(5)
  expect(errors).toEqual([])
  await context.close()
})

it('leads from a finding to a point of its metric, to the customers behind it, a segment and a journey, whose effect the finding shows', async () => {
  const admin = await openConsole(browser, { path: '/learn/alerts' })
  const { page, context, errors } = admin
  const finding = page.locator('tbody tr.ant-table-row', { hasText: '三明分行' }).first()
  await finding.click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Note').fill('looked after')
  await drawer.getByRole('button', { name: 'Acknowledge' }).click()
  await drawer.getByText('looked after').waitFor()
  const found = page.url()

  // The branch by its sub-branches, and who is behind a point.
  await drawer.getByRole('link', { name: /三明分行/ }).click()
  await page.waitForURL(/metrics\/aum\?organisation=/)
  const course = page.getByRole('img', { name: 'Over time, by element' })
  await course.getByText(/三元/).first().waitFor()
  await page.getByRole('link', { name: 'Open as an analysis' }).click()
  const point = page.getByTestId('answer-table').getByRole('row').nth(1).getByRole('button').first()
  await point.click()
  const behind = await drawer.getByTestId('behind-count').textContent()
  expect(Number(behind?.replaceAll(',', ''))).toBeGreaterThan(0)
  await drawer.getByRole('button', { name: 'Save as a segment' }).click()
  await page.getByLabel('Name in Chinese').fill('三明客户')
  await page.getByLabel('Name in English').fill('Sanming customers')
  await page.keyboard.press('Enter')
  await page.getByText(`Segment saved with ${behind} customers`).waitFor()

  await page.goto(found)
  await drawer.getByLabel('Strategy').click()
  await page.getByTitle('New draft for a segment').click()
  await drawer.getByLabel('Segment').fill('Sanming')
  await page.locator('.ant-select-item-option:visible', { hasText: 'Sanming customers' }).click()
  await drawer.getByRole('button', { name: 'Open', exact: true }).click()
  await drawer.getByText('Answered by a journey').waitFor()
  await drawer.getByRole('link', { name: /finding_\d+_answer/ }).click()
  await page.waitForURL(/journeys\/finding_\d+_answer/)
  const journey = new URL(page.url()).pathname.split('/')[3] ?? ''
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Running').first().waitFor()
  await admin.send('POST', `/api/journeys/${journey}/advance`)
  await admin.send('POST', `/api/effects/${journey}/refresh`)

  await page.goto(found)
  const figure = (label: string) =>
    drawer.locator('.bn-figure', { hasText: label }).locator('dd').textContent()
  await drawer.getByText('AUM per customer').first().waitFor()
  const people = [await figure('Treated'), await figure('Held out')].map((one) =>
    Number(one?.replaceAll(',', '')),
  )
  expect(people.reduce((sum, one) => sum + one, 0)).toBe(Number(behind?.replaceAll(',', '')))
  expect(errors).toEqual([])
  await context.close()
})

it('let an operator watch a metric, and say what is wrong with a rule', async () => {
  const { page, context } = await openConsole(browser, { path: '/learn/alerts?tab=rules' })
  await page.getByRole('button', { name: 'New rule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key', { exact: true }).fill('Few logins')
  await dialog.getByLabel('Chinese name').fill('登录过少')
  await dialog.getByLabel('English name').fill('Few sign-ins')
  await dialog.getByLabel('Metric').fill('Sign-ins')
  await page.locator('.ant-select-item-option:visible', { hasText: 'Sign-ins' }).first().click()
  await dialog.getByRole('spinbutton').fill('3')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText(/must be a key/).waitFor()
  await dialog.getByLabel('Key', { exact: true }).fill('few_sign_ins')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Few sign-ins').waitFor()
  await page.getByText('below 3').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await context.close()
})
