import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Graph {
  readonly entry: Record<string, unknown>
  readonly nodes: Record<string, Record<string, unknown>>
}
interface Journey {
  readonly status: string
  readonly version: number
  readonly publishedVersion: number | null
  readonly entered: number
  readonly graph: Graph
}

const card = (page: Page, id: string) => page.getByTestId(`node-${id}`)
const readJourney = (admin: Console, key: string) => admin.read<Journey>(`/api/journeys/${key}`)
const saved = (page: Page) => page.locator('[data-testid=save-state][data-state=saved]').waitFor()

/** Drags a kind of step from the palette to a place of the canvas. */
async function place(page: Page, type: string, x: number, y: number): Promise<void> {
  await page.getByTestId(`palette-${type}`).dragTo(page.getByTestId('canvas'), {
    targetPosition: { x, y },
  })
}

/** Opens the menu of the plus beside a card; a card that was just placed may still move away from under the click. */
async function askForNext(page: Page, id: string): Promise<void> {
  const menu = page.getByRole('combobox', { name: 'Find a step' })
  await expect
    .poll(async () => {
      if (!(await menu.isVisible()))
        await card(page, id).getByRole('button', { name: 'Add the next step' }).click()
      return menu.isVisible()
    })
    .toBe(true)
}

/** Draws a line from a way of one card to another card. */
async function wire(page: Page, from: string, handle: string, to: string): Promise<void> {
  const start = card(page, from).locator(`.react-flow__handle[data-handleid="${handle}"]`)
  const end = card(page, to).locator('.react-flow__handle.target')
  const [left, right] = await Promise.all([start.boundingBox(), end.boundingBox()])
  if (left === null || right === null) throw new Error(`There is no line from ${from} to ${to} to draw`)
  await page.mouse.move(left.x + left.width / 2, left.y + left.height / 2)
  await page.mouse.down()
  await page.mouse.move(right.x + right.width / 2, right.y + right.height / 2, { steps: 12 })
  await page.mouse.up()
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = page.getByTestId('inspector').getByRole('combobox', { name: label, exact: true })
  await field.fill(option)
  await page.locator('.ant-select-item-option:visible').first().click()
}

async function createByDialog(page: Page, chinese: string, english: string): Promise<void> {
  await page.getByRole('button', { name: 'New journey' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name in Chinese').fill(chinese)
  await dialog.getByLabel('Name in English').fill(english)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByTestId('canvas').waitFor()
}

describe('the journey canvas', () => {
  it('draws a journey from an empty page, points at what is missing, publishes it and shows the counts', async () => {
    const admin = await openConsole(browser, { path: '/engage/journeys' })
    const { page } = admin
    await createByDialog(page, '画布旅程', 'Canvas journey')
    const key = 'canvas_journey'

    // The empty page says what it lacks.
    await page.getByTestId('problems').getByText('Choose the segment that enters').waitFor()
    await place(page, 'holdout', 380, 160)
    await wire(page, '$entry', 'next', 'holdout')
    // A plus beside a way that leads nowhere offers the next step.
    await askForNext(page, 'holdout')
    await page.getByRole('combobox', { name: 'Find a step' }).fill('wait')
    await page.getByRole('option').first().click()
    await card(page, 'wait').waitFor()
    await askForNext(page, 'wait')
    await page.getByRole('combobox', { name: 'Find a step' }).fill('exit')
    await page.keyboard.press('Enter')
    await card(page, 'exit').waitFor()

    // A problem leads to its place; the form there solves it.
    await page
      .getByTestId('problems')
      .getByRole('button', { name: /Choose the segment that enters/ })
      .click()
    await choose(page, 'Segment', 'dormant')
    // What is left is a hint of the server's: a holdout without a goal measures nothing. It keeps nobody from publishing.
    await page
      .getByTestId('problems')
      .getByRole('button', { name: /1 hint/ })
      .waitFor()
    await saved(page)
    expect((await readJourney(admin, key)).graph).toMatchObject({
      entry: { segment: 'dormant', next: 'holdout' },
      nodes: {
        holdout: { type: 'holdout', percent: 10, next: 'wait' },
        wait: { type: 'wait', days: 1, next: 'exit' },
        exit: { type: 'exit' },
      },
    })

    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('heading', { name: 'Canvas journey', level: 1 }).waitFor()
    await page.getByText('Running').first().waitFor()
    await admin.send('POST', `/api/journeys/${key}/advance`)
    const { entered } = await readJourney(admin, key)
    expect(entered).toBeGreaterThan(0)
    await card(page, 'wait')
      .getByText(/ here$/)
      .waitFor()
    await card(page, '$entry')
      .getByText(`${new Intl.NumberFormat('en').format(entered)} came`)
      .waitFor()
    await card(page, 'wait').click()
    await page.getByTestId('node-panel').getByText('Wait 1 day').waitFor()

    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').first().waitFor()
    expect((await readJourney(admin, key)).status).toBe('paused')
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Running').first().waitFor()

    // A second version: the comparison colours what was added and changed.
    await page.getByRole('button', { name: 'Edit' }).click()
    await card(page, 'wait').click()
    await page.getByTestId('inspector').getByRole('spinbutton', { name: 'Days' }).fill('2')
    await card(page, 'wait').getByText('Wait 2 days').waitFor()
    await saved(page)
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByTestId('comparison').getByText('days', { exact: true }).waitFor()
    expect(await card(page, 'wait').getAttribute('data-change')).toBe('changed')
    expect(await card(page, 'exit').getAttribute('data-change')).toBe('same')

    // Who is in the old version is taken over.
    await page.getByRole('button', { name: 'Migrate customers' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Migrate customers' }).click()
    await page.getByText(/moved, 0 stayed/).waitFor()

    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Cancel the journey' }).click()
    await page.getByRole('dialog').getByLabel('Why').fill('Only a test')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the journey' }).click()
    await page.getByTestId('cancel-report').getByText('Only a test').waitFor()
    expect((await readJourney(admin, key)).status).toBe('cancelled')
    expect(admin.errors).toEqual([])
    await admin.context.close()
  }, 120_000)

  it('undoes, redoes, copies, deletes and arranges by keyboard', async () => {
    const admin = await openConsole(browser, { path: '/engage/journeys' })
    const { page } = admin
    await createByDialog(page, '键盘旅程', 'Keyboard journey')
    const cards = () => page.locator('.bn-node').count()
    await page.getByTestId('palette-wait').press('Enter')
    await card(page, 'wait').waitFor()
    await page.getByTestId('palette-split').press('Enter')
    await card(page, 'split').waitFor()
    await expect.poll(cards).toBe(3)
    await page.keyboard.press('Control+z')
    await expect.poll(cards).toBe(2)
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(cards).toBe(3)
    await card(page, 'split').click()
    await page.keyboard.press('Control+d')
    await card(page, 'split_2').waitFor()
    await page.keyboard.press('Control+c')
    await page.keyboard.press('Control+v')
    await card(page, 'split_3').waitFor()
    await page.keyboard.press('Delete')
    await expect.poll(cards).toBe(4)
    // The wait stood behind the entry: without it the way of the entry leads on to what followed.
    await card(page, 'wait').click()
    await page.keyboard.press('Delete')
    await expect.poll(cards).toBe(3)
    await saved(page)
    const { graph } = await readJourney(admin, 'keyboard_journey')
    expect(Object.keys(graph.nodes).sort()).toEqual(['split', 'split_2'])
    expect(graph.entry['next']).toBe('split')
    await page.getByRole('button', { name: 'Arrange' }).click()
    await saved(page)
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('asks what to do when somebody else saved the draft meanwhile', async () => {
    const admin = await openConsole(browser, { path: '/engage/journeys' })
    const { page } = admin
    await createByDialog(page, '冲突旅程', 'Contested journey')
    const { version } = await readJourney(admin, 'contested_journey')
    await admin.send(
      'PUT',
      '/api/journeys/contested_journey',
      {
        name: { 'zh-CN': '冲突旅程', en: 'Contested journey' },
        graph: { entry: {}, nodes: { theirs: { type: 'exit' } } },
      },
      { 'if-match': `"${version}"` },
    )
    await page.getByTestId('palette-wait').press('Enter')
    await page.getByText('Somebody else changed this draft').waitFor()
    await page.getByRole('button', { name: 'Take theirs' }).click()
    await card(page, 'theirs').waitFor()
    expect(await card(page, 'wait').count()).toBe(0)
    await admin.context.close()
  })

  it('reads in Chinese, and only shows who may not change it', async () => {
    const { page, context, errors } = await openConsole(browser, {
      login: 'looker',
      language: 'zh-CN',
      path: '/engage/journeys/deposit_maturity/edit',
    })
    await page.getByText('仅可查看，不可修改').waitFor()
    expect(await page.getByTestId('palette-wait').count()).toBe(0)
    expect(await page.getByRole('button', { name: '发布' }).count()).toBe(0)
    await card(page, '$entry').getByText('进入').first().waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})
