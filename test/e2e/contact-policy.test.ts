import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Policy {
  version: number
  caps: { limit: number; per?: string }[]
}

describe('the contact policy', () => {
  it('is changed rule by rule, keeps its versions, and answers for one customer', async () => {
    const { page, context, read, errors } = await openConsole(browser, { path: '/decide/policy' })
    await page.getByRole('heading', { name: 'Contact policy' }).waitFor()
    const before = await read<Policy>('/api/contact-policy')
    await page.getByRole('button', { name: 'Add cap' }).click()
    await page.getByRole('button', { name: 'Save policy' }).click()
    await page.getByText(`Policy v${before.version + 1}`).waitFor()
    const after = await read<Policy>('/api/contact-policy')
    expect(after.caps).toHaveLength(before.caps.length + 1)
    expect(after.caps.at(-1)).toMatchObject({ limit: 1, per: 'day' })

    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('cell', { name: `v${after.version}`, exact: true }).waitFor()

    const { items } = await read<{ items: { number: string }[] }>('/api/customers?limit=1')
    await page.getByRole('tab', { name: 'Would this customer be contacted?' }).click()
    await page.getByLabel('Customer number').fill(items[0]?.number ?? '')
    await page.getByRole('button', { name: 'Ask the gate' }).click()
    const answer = page.getByTestId('contact-answer')
    await answer.getByText(`Policy v${after.version}`).waitFor()
    await answer.getByRole('cell', { name: 'Frequency cap' }).first().waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('has lists of the bank’s own, to which customers are put by their numbers', async () => {
    const { page, context, read, errors } = await openConsole(browser, { path: '/decide/policy?tab=lists' })
    const { items } = await read<{ items: { number: string }[] }>('/api/customers?limit=2')
    await page.getByRole('button', { name: 'New list' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Key').fill('in_mourning')
    await dialog.getByLabel('Name in Chinese').fill('服丧客户')
    await dialog.getByLabel('Name in English').fill('In mourning')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('cell', { name: 'In mourning' }).click()
    await page.getByRole('button', { name: 'Put customers on it' }).click()
    const numbers = items.map(({ number }) => number)
    const upload = page.getByRole('dialog', { name: 'Put customers on it' })
    await upload.getByLabel('Customer numbers, one a line').fill([...numbers, 'nobody'].join('\n'))
    await upload.getByLabel('Evidence').fill('told by a branch')
    await upload.getByRole('button', { name: 'Upload' }).click()
    await upload.getByText('2 recorded, 1 unknown').waitFor()
    await upload.getByText('nobody', { exact: true }).waitFor()
    await upload.getByRole('button', { name: 'Done' }).click()

    const entries = page.getByRole('dialog', { name: 'In mourning' })
    for (const number of numbers) await entries.getByRole('cell', { name: number, exact: true }).waitFor()
    const list = await read<{ items: { customerNumber: string; evidence: string }[] }>(
      '/api/suppression-lists/in_mourning/entries',
    )
    expect(list.items.map(({ customerNumber }) => customerNumber).sort()).toEqual(numbers.toSorted())
    expect(new Set(list.items.map(({ evidence }) => evidence))).toEqual(new Set(['told by a branch']))
    // The gate knows at once.
    const answer = await read<{ outcome: string; rules: { rule: string; verdict: string; saw: unknown }[] }>(
      `/api/customers/${numbers[0]}/contact-check?channel=sms&category=marketing`,
    )
    expect(answer.outcome).toBe('refused')
    expect(answer.rules.find(({ rule }) => rule === 'suppression_list')).toMatchObject({
      verdict: 'refused',
      saw: { lists: 'in_mourning', evidence: 'told by a branch' },
    })
    expect(errors).toEqual([])
    await context.close()
  })

  it('says in Chinese why something is refused, before what the server says', async () => {
    const { page, context } = await openConsole(browser, {
      language: 'zh-CN',
      path: '/decide/policy?tab=lists',
    })
    await page.getByRole('button', { name: '新建名单' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('标识').fill('complaint')
    await dialog.getByLabel('中文名称').fill('投诉')
    await dialog.getByLabel('英文名称').fill('Complaint')
    await dialog.getByRole('button', { name: /保\s?存/ }).click()
    const alert = dialog.getByRole('alert')
    await alert.getByText('与当前状态冲突，请刷新查看变化后重试').waitFor()
    expect(await alert.innerText()).toContain('There is a suppression list "complaint" already')
    await context.close()
  })

  it('speaks Chinese, and lets viewers look only', async () => {
    const { page, context } = await openConsole(browser, {
      login: 'looker',
      language: 'zh-CN',
      path: '/decide/policy',
    })
    await page.getByText('频次上限').first().waitFor()
    expect(await page.getByRole('button', { name: '保存策略' }).count()).toBe(0)
    await page.getByRole('tab', { name: '交易日历' }).click()
    await page.getByLabel('年份').fill('2026')
    await page.getByLabel('年份').press('Enter')
    await page.locator('input[value="2026-10-10"]').waitFor()
    await context.close()
  })
})

describe('the touch log', () => {
  it('counts contacts by reason and opens one with what the gate said and what became of it', async () => {
    const { page, context, read, errors } = await openConsole(browser, { path: '/engage/touches' })
    await page.getByTestId('touch-counts').getByText('Let through').first().click()
    await page.waitForURL(/outcome=queued/)
    await page.locator('tbody tr.ant-table-row').first().click()
    await page.waitForURL(/touch=/)
    const drawer = page.getByRole('dialog', { name: 'Contact' })
    await drawer.getByRole('heading', { name: 'What the gate said' }).waitFor()
    const touch = new URL(page.url()).searchParams.get('touch') ?? ''
    const { decisions } = await read<{ decisions: { outcome: string; policyVersion: number }[] }>(
      `/api/touches/${touch}`,
    )
    expect(decisions.map(({ outcome }) => outcome)).toContain('queued')
    await drawer
      .getByRole('row')
      .filter({ hasText: 'Let through' })
      .getByRole('cell', { name: `v${decisions.at(-1)?.policyVersion}` })
      .first()
      .waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})
