import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const chinese = '尊敬的，您的定期存款即将到期，保本保息'

describe('templates', () => {
  it('are listed, narrowed by channel and search, and opened by keyboard', async () => {
    const { page, context, errors } = await openConsole(browser, { path: '/engage/templates' })
    const rows = page.locator('tbody tr.ant-table-row')
    await rows.first().waitFor()
    await page.getByPlaceholder('Name or key').fill('maturity_reminder')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(1)
    await rows.first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/engage/templates/maturity_reminder')
    await page.getByRole('figure', { name: 'SMS as customers see it' }).waitFor()
    await page.getByText('1 segment').waitFor()
    await page.getByRole('tab', { name: /^Used by/ }).click()
    await page.getByRole('link', { name: 'Deposit maturity' }).waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('are written in two languages beside a live preview, checked, put right, published and compared', async () => {
    const { page, context, read, errors } = await openConsole(browser, { path: '/engage/templates' })
    await page.getByRole('button', { name: 'New template' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Key').fill('e2e_notice')
    await dialog.getByLabel('Name in Chinese').fill('到期短信')
    await dialog.getByLabel('Name in English').fill('Maturity text')
    await dialog.getByRole('button', { name: 'New template' }).click()
    await page.waitForURL('**/engage/templates/e2e_notice')

    const text = page.locator('#content-text')
    await text.fill(chinese)
    const phone = page.getByRole('figure')
    await phone.getByText(chinese).waitFor()
    await page.getByText('保本保息”').waitFor()
    const problems = page.locator('.bn-problems li[data-severity=error]')
    await expect.poll(() => problems.count()).toBe(3)

    // The variable goes where the caret stood: behind 尊敬的.
    await text.fill(chinese.replace('，保本保息', '。'))
    await text.focus()
    await page.keyboard.press('Home')
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Insert variable' }).click()
    await page.getByRole('button', { name: /^Salutation/ }).click()
    expect(await text.inputValue()).toContain('尊敬的{{ salutation }}，')
    await page.getByRole('button', { name: 'Put it right' }).first().click()
    await expect.poll(() => text.inputValue()).toContain('拒收请回复R')
    await phone.getByText(/尊敬的.+，您的定期存款即将到期。拒收请回复R/).waitFor()

    await page.getByText('English', { exact: true }).first().click()
    await page
      .locator('#content-text')
      .fill('Dear {{ salutation }}, your deposit matures soon. Reply R to stop')
    await page.getByText(/GSM-7|UCS-2/).waitFor()
    await expect.poll(() => problems.count()).toBe(0)
    // What it offers goes to the gate with the version.
    const choose = async (product: string) => {
      await page.getByLabel('Product it offers').fill(product)
      const named = page.getByText(new RegExp(`^${product}( ·|$)`))
      await page.locator('.ant-select-item-option:visible').filter({ has: named }).first().click()
    }
    await choose('nothing_like_it')
    await page.getByText('There is no product').waitFor()
    await choose('TD3')
    await expect.poll(() => problems.count()).toBe(0)
    await page.getByLabel('Says the same to everybody').check()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Version 1 is published').waitFor()
    expect(await read('/api/templates/e2e_notice')).toMatchObject({
      product: 'TD3',
      general: true,
    })

    await page
      .locator('#content-text')
      .fill('Good day {{ salutation }}, your deposit matures soon. Reply R to stop')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('draft goes further').waitFor()
    await page.getByRole('tab', { name: 'Versions' }).click()
    const difference = page.getByRole('region', { name: 'From this version to the draft' })
    await difference.locator('ins', { hasText: 'Good day' }).waitFor()
    expect(await difference.locator('del').textContent()).toBe('Dear ')

    await page.getByRole('tab', { name: 'Audience check' }).click()
    await page.getByLabel('Segment').click()
    await page.locator('.ant-select-item-option:visible').first().click()
    await page.getByText('The draft needs no value that could be missing.').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('are refused with their reasons when something is wrong', async () => {
    const { page, context } = await openConsole(browser, { path: '/engage/templates/maturity_notice' })
    const body = page.locator('#content-body')
    await body.fill('您好 {{ nobody_knows }}')
    await page.getByText('There is no variable nobody_knows').waitFor()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('cannot be published').waitFor()
    expect(await page.locator('.bn-problems li').count()).toBeGreaterThan(0)
    await context.close()
  })

  it('can be looked at by a viewer, not changed', async () => {
    const { page, context } = await openConsole(browser, {
      login: 'looker',
      path: '/engage/templates/salary_welcome',
    })
    await page.getByRole('figure').waitFor()
    expect(await page.getByRole('button', { name: /Publish|Save|Retire/ }).count()).toBe(0)
    expect(await page.locator('#content-body').isDisabled()).toBe(true)
    await context.close()
  })
})

describe('content rules', () => {
  it('list the words that rules forbid with the rule, and take the bank’s own', async () => {
    const { page, context, errors } = await openConsole(browser, { path: '/engage/content-rules' })
    const rows = page.locator('tbody tr.ant-table-row')
    await rows.first().waitFor()
    await page.getByPlaceholder('Word or rule').fill('保本保息')
    await page.keyboard.press('Enter')
    await page.getByText('《广告法》第二十五条').first().waitFor()
    await page.getByRole('button', { name: 'Add a word' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Word').fill('闭眼入')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByPlaceholder('Word or rule').fill('闭眼入')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(1)
    await page.getByRole('button', { name: 'Remove 闭眼入' }).click()
    await page.getByRole('button', { name: 'OK' }).click()
    await expect.poll(() => rows.count()).toBe(0)
    expect(errors).toEqual([])
    await context.close()
  })
})
