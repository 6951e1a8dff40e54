import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminPassword, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe('a viewer', () => {
  it('gets the no-permission state where governing is needed, and no way to it in the navigation', async () => {
    const { page, context } = await openConsole(browser, { login: 'looker', path: '/govern/users' })
    await page.getByTestId('forbidden').waitFor()
    await page.getByText('You have no permission for this page').waitFor()
    await page.getByText('govern:read').waitFor()
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Audit log' }).count()).toBe(0)
    await context.close()
  })

  it('sees dead letters without a way to replay or discard them', async () => {
    const { page, context } = await openConsole(browser, { login: 'looker', path: '/collect/dead-letters' })
    await page.getByRole('heading', { name: 'Dead letters' }).waitFor()
    await page.getByRole('table').waitFor()
    expect(await page.getByRole('button', { name: /Replay|Discard/ }).count()).toBe(0)
    expect(await page.getByRole('checkbox').count()).toBe(0)
    await context.close()
  })

  it('sees an event definition without being able to block it', async () => {
    const { page, context } = await openConsole(browser, { login: 'looker', path: '/collect/events' })
    await page.getByRole('row').nth(1).click()
    await page.getByRole('dialog').getByText('Blocked').waitFor()
    expect(await page.getByRole('dialog').getByRole('radio', { disabled: false }).count()).toBe(0)
    await context.close()
  })

  it('is refused by the server too', async () => {
    const { context, send } = await openConsole(browser, { login: 'looker' })
    await expect(send('GET', '/api/users')).rejects.toThrow('answered 403')
    await expect(send('POST', '/api/sources', { key: 'mine', name: 'Mine', channel: 'web' })).rejects.toThrow(
      'answered 403',
    )
    await context.close()
  })
})

describe('a person who sees the customers of one branch', () => {
  it('comes to them, and is told why what is about the whole bank is not shown', async () => {
    const admin = await openConsole(browser)
    const { items } = await admin.read<{ items: { code: string; level: string }[] }>('/api/organisations')
    const branch = items.find(({ level }) => level === 'branch')?.code ?? ''
    const person = { login: 'of-one-branch', name: 'Of one branch', role: 'operator', dataScope: [branch] }
    await admin.send('POST', '/api/users', { ...person, password: adminPassword })
    await admin.context.close()
    const { page, context, errors } = await openConsole(browser, { login: 'of-one-branch' })
    await page.waitForURL('**/understand/customers')
    const links = page.getByRole('navigation').getByRole('link')
    await links.filter({ hasText: 'Segments' }).waitFor()
    expect(await links.filter({ hasText: /Overview|Effects|Dead letters|Channels/ }).count()).toBe(0)
    await page.goto('/overview')
    await page.getByTestId('outside-data-scope').getByText(branch).waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})
