import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
let admin: Console
const text = (of: string) => ({ 'zh-CN': of, en: of })
beforeAll(async () => {
  browser = await launchChromium()
  admin = await openConsole(browser)
  await admin.send('POST', '/api/journeys', {
    key: 'tasks_of_people',
    name: text('Tasks of people'),
    graph: {
      entry: { segment: 'dormant', next: 'ask' },
      nodes: {
        ask: { type: 'lead', title: 'Ask how they are', dueDays: 2, priority: 90, next: 'gift' },
        gift: { type: 'benefit', benefit: 'coffee', next: 'tell' },
        tell: { type: 'webhook', url: 'http://127.0.0.1:9/', next: 'done' },
        done: { type: 'exit' },
      },
    },
  })
  await admin.send('POST', '/api/journeys/tasks_of_people/publish', undefined, { 'if-match': '"1"' })
  await admin.send('POST', '/api/journeys/tasks_of_people/advance')
})
afterAll(() => browser.close())

it('leads are done by a click, taken back by another, and opened again from those that are done', async () => {
  const { page, errors } = admin
  await page.goto('/engage/tasks?journey=tasks_of_people')
  const rows = page.locator('tbody tr.ant-table-row')
  await rows.first().waitFor()
  const number = await rows.first().getByRole('link').first().innerText()
  const row = rows.filter({ hasText: number })
  await row.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Open again').first().waitFor()
  await row.getByRole('button', { name: 'Dismiss' }).click()
  await expect.poll(() => row.count()).toBe(0)
  await page.getByText('Dismissed', { exact: true }).first().click()
  await row.getByText('Dismissed').waitFor()
  await row.getByRole('button', { name: 'Open again' }).click()
  await expect.poll(() => row.count()).toBe(0)
  expect(errors).toEqual([])
})

it('the call list says whom to ring, and keeps how it went', async () => {
  const { page, send, read, errors } = admin
  interface Routes {
    readonly items: { channel: string; routes: { id: number; version: number }[] }[]
  }
  const route = (await read<Routes>('/api/channels')).items.find(({ channel }) => channel === 'call')
    ?.routes[0]
  await send(
    'PUT',
    `/api/channels/call/routes/${route?.id}`,
    { provider: 'call_list', settings: {} },
    { 'if-match': `"${route?.version}"` },
  )
  await send('POST', '/api/templates', {
    key: 'ring_them',
    channel: 'call',
    category: 'service',
    name: text('Ring them'),
    content: { en: { title: 'Maturing deposit', script: 'Good day, your deposit matures soon.' } },
    fallback: 'en',
  })
  await send('POST', '/api/templates/ring_them/versions', { note: '' }, { 'if-match': '"1"' })
  await send('POST', '/api/journeys', {
    key: 'ringing',
    name: text('Ringing'),
    graph: {
      category: 'service',
      entry: { segment: 'maturing_deposits', next: 'ring' },
      nodes: {
        ring: { type: 'message', channel: 'call', template: 'ring_them', next: 'done' },
        done: { type: 'exit' },
      },
    },
  })
  await send('POST', '/api/journeys/ringing/publish', undefined, { 'if-match': '"1"' })
  await send('POST', '/api/journeys/ringing/advance')
  await expect
    .poll(async () => (await read<{ items: unknown[] }>('/api/calls')).items.length, { timeout: 120_000 })
    .toBeGreaterThan(0)
  await page.goto('/engage/tasks?tab=calls')
  const rows = page.locator('tbody tr.ant-table-row')
  await rows.first().waitFor()
  const number = await rows.first().locator('small').innerText()
  await rows.first().focus()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Call' })
  await drawer.getByText('Good day, your deposit matures soon.').waitFor()
  await drawer.getByRole('button', { name: 'Note the outcome' }).click()
  await drawer.getByText('Say how it went').waitFor()
  await drawer.getByRole('radio', { name: 'Interested', exact: true }).check()
  await drawer.getByLabel('Note').fill('Wants to hear about a renewal')
  await drawer.getByRole('button', { name: 'Note the outcome' }).click()
  await expect.poll(() => rows.filter({ hasText: number }).count()).toBe(0)
  await page.goto('/engage/tasks?tab=calls&status=done')
  await rows.filter({ hasText: number }).getByText('Interested').waitFor()
  expect(errors).toEqual([])
}, 180_000)

it('benefit requests and webhooks are tabs of their journey, and what failed can be tried again', async () => {
  const { page, read, errors } = admin
  await page.goto('/engage/journeys/tasks_of_people?tab=benefits')
  await page.getByRole('cell', { name: 'coffee' }).first().waitFor()
  await page.getByRole('tab', { name: 'Webhook deliveries' }).click()
  // The job tells within seconds that this server may not call private addresses.
  interface Deliveries {
    readonly items: { readonly state: string }[]
  }
  await expect
    .poll(async () => (await read<Deliveries>('/api/journeys/tasks_of_people/webhooks')).items[0]?.state, {
      timeout: 60_000,
      interval: 500,
    })
    .toBe('failed')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByText('is a private or local address').waitFor()
  await page.getByRole('button', { name: 'Try what failed again' }).click()
  await page.getByText('1 delivery is tried again').waitFor()
  expect(errors).toEqual([])
}, 120_000)
