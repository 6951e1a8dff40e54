import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Library {
  readonly items: readonly { key: string; stage: string; ready: boolean; added: boolean }[]
}
const stages = ['welcome', 'grow', 'keep', 'care', 'win_back']

describe('the journey library', () => {
  it('makes a draft of a ready journey, once under a key', async () => {
    const admin = await openConsole(browser, { path: '/engage/journeys' })
    const { page } = admin
    await page.getByRole('button', { name: 'From the library' }).click()
    await page.getByRole('heading', { name: 'Journey library', level: 1 }).waitFor()

    // Every journey stands under its stage.
    await page.getByTestId('library-birthday').waitFor()
    const { items } = await admin.read<Library>('/api/journey-library')
    expect(items.length).toBeGreaterThanOrEqual(20)
    for (const stage of stages)
      expect(await page.getByTestId(`stage-${stage}`).getByRole('article').count()).toBe(
        items.filter((item) => item.stage === stage).length,
      )
    expect(await page.getByTestId('ready').count()).toBe(items.filter(({ ready }) => ready).length)

    // The card opens by the keyboard; the drawer draws the journey and lists what it brings.
    await page.getByTestId('library-birthday').getByRole('button', { name: 'Birthday' }).press('Enter')
    const details = page.getByTestId('library-details')
    await details.getByTestId('node-wish').getByText('Birthday wish').waitFor()
    expect(await details.locator('.react-flow__node').count()).toBe(5)
    await details
      .getByRole('region', { name: 'Templates it brings' })
      .getByText('new', { exact: true })
      .waitFor()

    await details.getByRole('button', { name: 'Use this journey' }).click()
    const dialog = page.getByRole('dialog', { name: 'Use this journey' })
    const key = dialog.getByLabel('Key')
    expect(await key.inputValue()).toBe('birthday')
    await key.fill('Birthday 2')
    await dialog.getByText('Begin with a letter').waitFor()
    await key.fill('birthday')
    await key.press('Enter')
    await page.getByTestId('canvas').waitFor()
    expect(new URL(page.url()).pathname).toBe('/engage/journeys/birthday/edit')
    await page.getByTestId('node-wish').getByText('Birthday wish').waitFor()

    await page.goto('/engage/journeys?search=birthday')
    await page.getByRole('row', { name: /Birthday.*Draft/ }).waitFor()

    // The library knows; a second one needs another key.
    await page.goto('/engage/journey-library?journey=birthday')
    await page.getByTestId('library-birthday').getByText('Already added').waitFor()
    await details.getByText('There is a journey of this key already').waitFor()
    await details
      .getByRole('region', { name: 'Templates it brings' })
      .getByText('exists, stays as it is')
      .waitFor()
    await details.getByRole('button', { name: 'Use this journey' }).click()
    await dialog.getByRole('button', { name: 'Add as a draft' }).click()
    await dialog.getByRole('alert').getByText('There is a journey "birthday" already').waitFor()
    await key.fill('birthday_again')
    await dialog.getByRole('button', { name: 'Add as a draft' }).click()
    await page.waitForURL('**/engage/journeys/birthday_again/edit')
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('keeps search and stage in the address, and says when nothing matches', async () => {
    const { page, context, errors } = await openConsole(browser, {
      path: '/engage/journey-library?stage=keep',
      language: 'zh-CN',
    })
    await page.getByRole('heading', { name: '旅程库', level: 1 }).waitFor()
    await page.getByTestId('stage-keep').waitFor()
    expect(await page.getByTestId('stage-care').count()).toBe(0)
    const search = page.getByRole('searchbox', { name: '名称、标识或说明' })
    await search.fill('no such journey')
    await search.press('Enter')
    await page.getByText('没有符合筛选条件').waitFor()
    expect(new URL(page.url()).searchParams.get('search')).toBe('no such journey')
    await page.getByRole('button', { name: '清除筛选' }).click()
    await page.getByTestId('stage-care').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('is to be read, not used, by who may only look', async () => {
    const { page, context } = await openConsole(browser, {
      login: 'looker',
      path: '/engage/journey-library?journey=idle_cash',
    })
    await page.getByTestId('library-details').locator('.react-flow__node').first().waitFor()
    expect(await page.getByRole('button', { name: 'Use this journey' }).count()).toBe(0)
    await context.close()
  })
})
