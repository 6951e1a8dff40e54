import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

it('lets an analyst run, sort, draw, save and find again a statement', async () => {
  const { page, context, errors } = await openConsole(browser, { path: '/learn/sql-lab' })
  const editor = page.getByRole('textbox', { name: 'Statement' })
  await editor.waitFor()
  await page
    .getByRole('list', { name: 'Tables' })
    .getByRole('button', { name: /^balance/ })
    .first()
    .waitFor()
  const write = async (statement: string) => {
    await editor.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(statement)
  }
  await write('SELECT risk, count() AS customers FROM customer GROUP BY risk ORDER BY risk')
  await page.keyboard.press('ControlOrMeta+Enter')
  const answer = page.getByRole('region', { name: 'Answer' })
  await answer.getByRole('cell', { name: 'C1', exact: true }).waitFor()
  await answer.getByText('LowCardinality(String)').waitFor()
  const first = () => answer.locator('tbody tr.ant-table-row').first().innerText()
  const before = await first()
  await answer.getByRole('columnheader', { name: /risk/ }).click()
  await answer.getByRole('columnheader', { name: /risk/ }).click()
  await expect.poll(first).not.toBe(before)
  await answer.getByText('Chart', { exact: true }).click()
  await answer.getByRole('img', { name: 'Chart' }).waitFor()

  await page.getByRole('button', { name: /Save$/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Customers by risk')
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).last().waitFor()

  await write("SELECT file('/etc/passwd')")
  await page.locator('.cm-lintRange-error', { hasText: 'file' }).waitFor()
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByText('The function file cannot be used here').first().waitFor()

  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('list', { name: 'History' }).getByText("SELECT file('/etc/passwd')").first().waitFor()
  await page.getByRole('tab', { name: 'Saved' }).click()
  await page.getByRole('button', { name: /^Customers by risk/ }).click()
  await expect.poll(() => editor.innerText()).toContain('GROUP BY risk')
  expect(errors).toEqual([])
  await context.close()
})

it('stops a statement that takes too long', async () => {
  const { page, context } = await openConsole(browser, { path: '/learn/sql-lab', language: 'zh-CN' })
  const editor = page.getByRole('textbox', { name: '语句' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText('SELECT sum(sipHash64(number)) FROM numbers(1900000000)')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.getByRole('button', { name: '停止' }).click()
  await page.getByText('已停止，没有结果').waitFor()
  await page.getByRole('tab', { name: '历史' }).click()
  const stopped = page.getByRole('list', { name: '历史' }).getByText('已停止')
  await expect.poll(() => stopped.count(), { timeout: 10_000 }).toBe(1)
  await context.close()
})

it('is closed to viewers', async () => {
  const { page, context } = await openConsole(browser, { path: '/learn/sql-lab', login: 'looker' })
  await expect.poll(() => page.getByTestId('forbidden').count(), { timeout: 10_000 }).toBe(1)
  await context.close()
})
