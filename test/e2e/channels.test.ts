import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

it('adds a route to a channel, says what is wrong with it, tries it and takes it away', async () => {
  const { page, context, errors } = await openConsole(browser, { path: '/engage/channels' })
  const panel = page.locator('section.bn-panel').filter({ hasText: 'WeCom mass message' })
  await panel.getByRole('button', { name: 'Add a route' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Provider').click()
  await page.getByTitle('Webhook (signed batches)').click()
  await drawer.getByLabel('Name', { exact: true }).fill('spare')
  await drawer.getByLabel('Receiver URL').fill('nowhere')
  await drawer.getByLabel('Signing secret').fill('a secret of sixteen')
  await drawer.getByRole('button', { name: 'Save' }).click()
  await drawer.getByText('/settings/url').waitFor()
  await drawer.getByLabel('Receiver URL').fill('http://127.0.0.1:9/')
  await drawer.getByRole('button', { name: 'Save' }).click()
  const row = panel.getByRole('row').filter({ hasText: 'spare' })
  await row.waitFor()

  await row.getByRole('button', { name: 'Test' }).click()
  const test = page.getByRole('dialog').filter({ hasText: 'Test message' })
  await test.getByRole('button', { name: 'Send' }).click()
  await test.getByText('Failed').waitFor()
  await page.keyboard.press('Escape')

  await row.getByRole('button', { name: 'Edit' }).click()
  await page.getByPlaceholder('stored; leave empty to keep').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'OK' }).click()
  await expect.poll(() => row.count()).toBe(0)
  expect(errors).toEqual([])
  await context.close()
})

it('shows what failed for good with its reason, and narrows it to a channel', async () => {
  const { page, context, read, errors } = await openConsole(browser, { path: '/engage/channels' })
  interface Letter {
    readonly channel: string
    readonly customerNumber: string
    readonly reason: string
  }
  const readLetters = async (query = '') =>
    (await read<{ items: Letter[] }>(`/api/channel-dead-letters${query}`)).items
  const rows = page.getByRole('region', { name: 'Failed for good' }).locator('tbody tr.ant-table-row')
  const [newest] = await readLetters()
  if (newest === undefined) throw new Error('No message of the demo bank failed for good')
  await rows.filter({ hasText: newest.customerNumber }).filter({ hasText: newest.reason }).first().waitFor()
  expect(await rows.count()).toBe((await readLetters()).length)

  await page.goto(`/engage/channels?channel=${newest.channel}`)
  await rows.first().waitFor()
  const narrowed = await readLetters(`?channel=${newest.channel}`)
  expect(new Set(narrowed.map(({ channel }) => channel))).toEqual(new Set([newest.channel]))
  await expect.poll(() => rows.count()).toBe(narrowed.length)
  expect(errors).toEqual([])
  await context.close()
})
