import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole, url } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Source {
  readonly key: string
  readonly writeKey: string
}

/** A source of its own, so that tests do not see each other's events. */
async function addSource(admin: Console, key: string, strict: boolean): Promise<Source> {
  const body = { key, name: key, channel: 'web', allowedOrigins: [], strict }
  return (await admin.send('POST', '/api/sources', body)) as Source
}

async function track(writeKey: string, event: string, messageId = `e2e-${event}`): Promise<void> {
  const answer = await fetch(`${url}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({
      userId: 'e2e-customer',
      event,
      messageId,
      properties: { page: 'loans' },
    }),
  })
  expect(answer.status).toBe(200)
}

describe('collecting', () => {
  it('shows an event in the live feed soon after it was sent', async () => {
    const admin = await openConsole(browser, { path: '/collect/feed' })
    const source = await addSource(admin, 'e2e_feed', false)
    await track(source.writeKey, 'loan_calculator_opened')
    await admin.page.getByRole('cell', { name: 'loan_calculator_opened' }).click()
    await admin.page.getByRole('dialog').getByText('"page": "loans"').waitFor()
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('pauses the feed', async () => {
    const { page, context } = await openConsole(browser, { path: '/collect/feed' })
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').waitFor()
    expect(await page.getByRole('button', { name: 'Resume' }).isVisible()).toBe(true)
    await context.close()
  })

  it('shows a refused event as a dead letter, and replays it once the plan admits it', async () => {
    const admin = await openConsole(browser)
    const { page } = admin
    const source = await addSource(admin, 'e2e_strict', true)
    const accepted = async () => {
      const { items } = await admin.read<{ items: { messageId: string }[] }>(
        '/api/event-feed?name=mortgage_asked',
      )
      return items.map(({ messageId }) => messageId)
    }
    await track(source.writeKey, 'mortgage_asked')
    await expect
      .poll(
        () =>
          admin.read<{ items: unknown[] }>('/api/dead-letters?state=open').then(({ items }) => items.length),
        {
          timeout: 20_000,
        },
      )
      .toBe(1)

    await page.goto('/collect/dead-letters?state=open')
    await page.getByRole('cell', { name: 'Event not in the plan' }).click()
    await page.getByRole('dialog').getByText('"mortgage_asked"').waitFor()
    await page.keyboard.press('Escape')

    await admin.send('POST', '/api/event-definitions', {
      name: 'mortgage_asked',
      properties: [{ name: 'page', type: 'string' }],
    })
    // The collector reads the plan again every two seconds: knock until it lets one in.
    let knocks = 0
    await expect
      .poll(
        async () => {
          await track(source.writeKey, 'mortgage_asked', `e2e-knock-${(knocks += 1)}`)
          return (await accepted()).length
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBeGreaterThan(0)
    expect(await accepted()).not.toContain('e2e-mortgage_asked')

    await page.goto('/collect/dead-letters?state=open')
    await page.getByRole('cell', { name: 'Event not in the plan' }).first().waitFor()
    await page.getByRole('columnheader').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByText(/^Replayed: /).waitFor()
    await page.getByText('Nothing fits these filters').waitFor()
    await expect.poll(accepted, { timeout: 20_000 }).toContain('e2e-mortgage_asked')
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })
})
