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
  await page.getByPlaceholder('Name, key or owner').fill('aum')
  await page.keyboard.press('Enter')
  await page.getByText('AUM per customer').waitFor()
  await page
    .locator('tbody tr.ant-table-row', { hasText: /^AUM\s*aum/ })
    .first()
    .click()
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

it('show the branch that loses its money, which is acknowledged and answered by a journey', async () => {
  const { page, context, errors } = await openConsole(browser, { path: '/learn/alerts' })
  await page.locator('tbody tr.ant-table-row', { hasText: '三明分行' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Note').fill('looked after')
  await drawer.getByRole('button', { name: 'Acknowledge' }).click()
  await drawer.getByText('looked after').waitFor()
  await drawer.getByRole('button', { name: 'Open' }).click()
  await drawer.getByText('Answered by a journey').waitFor()
  await drawer.getByText('AUM per customer').waitFor()
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
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Value').fill('3')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText(/must be a key/).waitFor()
  await dialog.getByLabel('Key', { exact: true }).fill('few_sign_ins')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Few sign-ins').waitFor()
  await page.getByText('below 3').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await context.close()
})
