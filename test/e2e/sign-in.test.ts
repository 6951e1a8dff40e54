import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminPassword, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe('signing in', () => {
  it('refuses a wrong password and says so', async () => {
    const { page, context } = await openConsole(browser, { login: null })
    await page.getByLabel('Login name').fill('admin')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Login name or password is wrong.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await context.close()
  })

  it('leads back to the page that was asked for, by keyboard alone', async () => {
    const { page, context, errors } = await openConsole(browser, {
      login: null,
      path: '/govern/audit?action=user.create',
    })
    await page.getByLabel('Login name').waitFor()
    await page.keyboard.type('admin')
    await page.keyboard.press('Tab')
    await page.keyboard.type(adminPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Audit log' }).waitFor()
    expect(new URL(page.url()).search).toBe('?action=user.create')
    await page.getByRole('cell', { name: 'user.create' }).first().waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('ends with signing out', async () => {
    const { page, context } = await openConsole(browser)
    await page.getByRole('button', { name: 'Administrator' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('Login name').waitFor()
    await page.goto('/govern/users')
    await page.getByLabel('Login name').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    await context.close()
  })
})
