import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeDuplicatedBank } from '../../src/collect/duplicates/testing/duplicated-bank.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { openContext } from '../../src/platform/open-context.ts'
import { startServer, type TestServer } from '../harness/start-server.ts'
import { type Console, launchChromium, openConsole } from './open-console.ts'

// A bank of its own, in which some people were opened twice.
let browser: Browser
let server: TestServer
beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-steward-'))
  const { ctx, close } = await openContext(
    loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'silent' } }),
  )
  await storeDuplicatedBank(ctx, { single: 1_500, doubled: 30 })
  await close()
  server = await startServer({ directory })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Other work may keep the machine busy. */
const soon = { timeout: 20_000 } as const
const open = (path = '/understand/steward'): Promise<Console> =>
  openConsole(browser, { server: server.url, path })
const pairs = (opened: Console) => opened.page.getByRole('option')
const counted = async (opened: Console, state: string): Promise<number> => {
  const { items } = await opened.read<{ items: unknown[] }>(`/api/duplicates?state=${state}&limit=200`)
  return items.length
}

describe("the steward's queue", () => {
  it('is empty first, and filled by a search', async () => {
    const opened = await open()
    const { page, context, errors } = opened
    await page.getByText('Nothing to decide').waitFor()
    await page.getByRole('button', { name: 'Search for duplicates' }).click()
    await pairs(opened).first().waitFor({ timeout: 60_000 })
    expect(await pairs(opened).count()).toBeGreaterThan(5)
    expect(errors).toEqual([])
    await context.close()
  })

  it('compares a pair side by side, masked, with the weight of every field', async () => {
    const { page, context, errors } = await open()
    const comparison = page.getByRole('region', { name: 'Evidence' })
    const name = comparison.getByRole('row', { name: /^Name/ })
    await expect.poll(async () => (await name.textContent()) ?? '', soon).toMatch(/\*\*.*\*\*/)
    expect(await comparison.locator('.bn-weight').count()).toBeGreaterThan(3)
    expect(errors).toEqual([])
    await context.close()
  })

  it('is worked by keys: j and k move, a merges, r keeps apart, u takes back', async () => {
    const opened = await open()
    const { page, context, errors } = opened
    const selected = () => page.locator('[role=option][aria-selected=true] .bn-code').textContent()
    await pairs(opened).first().waitFor()
    const first = await selected()
    await page.keyboard.press('j')
    await expect.poll(selected, soon).not.toBe(first)
    await page.keyboard.press('k')
    await expect.poll(selected, soon).toBe(first)

    const before = await counted(opened, 'open')
    await page.keyboard.press('a')
    await page.getByText('Merged: events, holdings and tags are read as one customer now').waitFor()
    await expect.poll(() => counted(opened, 'open'), soon).toBe(before - 1)
    await expect.poll(selected, soon).not.toBe(first)
    await page.keyboard.press('r')
    await page.getByText('Noted: they stay two customers').waitFor()
    await expect.poll(() => counted(opened, 'open'), soon).toBe(before - 2)

    await page.getByText('Same person', { exact: true }).first().click()
    await page.waitForURL(/state=accepted/)
    await expect.poll(selected, soon).toBe(first)
    await page.keyboard.press('u')
    await page.getByText('Taken back: the pair is to be decided again').waitFor()
    await expect.poll(() => counted(opened, 'open'), soon).toBe(before - 1)
    expect(errors).toEqual([])
    await context.close()
  })

  it('does not decide while a note is being written', async () => {
    const opened = await open()
    const { page, context } = opened
    await pairs(opened).first().waitFor()
    const before = await counted(opened, 'open')
    await page.getByRole('textbox', { name: 'Note (optional)' }).fill('')
    await page.keyboard.type('a remark')
    expect(await page.getByRole('textbox', { name: 'Note (optional)' }).inputValue()).toBe('a remark')
    await page.getByRole('button', { name: /Two people/ }).click()
    await page.getByText('Noted: they stay two customers').waitFor()
    expect(await counted(opened, 'open')).toBe(before - 1)
    const { items } = await opened.read<{ items: { note: string }[] }>(
      '/api/duplicates?state=refused&limit=200',
    )
    expect(items.map(({ note }) => note)).toContain('a remark')
    await context.close()
  })

  it('keeps the log of merges', async () => {
    const opened = await open()
    const { page, context, errors } = opened
    await pairs(opened).first().waitFor()
    await page.keyboard.press('a')
    await page.getByText('Merged: events, holdings and tags are read as one customer now').waitFor()
    await page.getByRole('tab', { name: 'Merge log' }).click()
    await page.locator('tbody tr.ant-table-row').first().waitFor()
    await page.getByText('Stands').first().waitFor()
    for (const tab of ['Conflicts', 'Shared identifiers']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByText(/No evidence was refused|No identifier is shared/).waitFor()
    }
    expect(errors).toEqual([])
    await context.close()
  })
})
