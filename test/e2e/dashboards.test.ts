import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium, openConsole } from './open-console.ts'
import { readZip } from './read-zip.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Board {
  id: number
  version: number
  name: { 'zh-CN': string; en: string }
  widgets: { id: string; x: number; y: number; w: number; h: number; content: { kind: string } }[]
}

const funnel = {
  type: 'funnel',
  range: { lastDays: 60 },
  steps: [{ event: 'login' }, { event: 'fund_list_view' }],
  windowSeconds: 7 * 86_400,
}
const days = { range: { lastDays: 30 } }

it('makes a board, edits and saves it, filters it by the address, and tells who is behind a number', async () => {
  const admin = await openConsole(browser, { path: '/learn/dashboards' })
  const { page } = admin
  await admin.send('POST', '/api/analyses', {
    name: { 'zh-CN': '基金漏斗', en: 'Fund funnel' },
    description: '',
    analysis: funnel,
  })

  await page.getByRole('button', { name: 'New dashboard' }).click()
  await page.getByLabel('Name in Chinese').fill('基金看板')
  await page.getByLabel('Name in English').fill('Fund board')
  await page.keyboard.press('Enter')
  await page.waitForURL(/dashboards\/\d+/)
  const board = () => admin.read<Board>(`/api/dashboards/${new URL(page.url()).pathname.split('/').at(-1)}`)

  // A saved analysis and a text; the text is undone and done again.
  await page.getByRole('button', { name: /Edit$/ }).first().click()
  await page.getByRole('button', { name: 'Add a widget' }).click()
  await page.getByRole('button', { name: 'Add Fund funnel' }).click()
  const widget = page.getByRole('region', { name: 'Fund funnel' })
  await widget.waitFor()
  await page.getByRole('button', { name: 'Add a widget' }).click()
  await page.getByRole('tab', { name: 'Text' }).click()
  await page.getByLabel('Text in Chinese').fill('每日**必看**')
  await page.getByLabel('Text in English').fill('Look **every day**')
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  const note = page.locator('.bn-note')
  await note.waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await note.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Redo' }).click()
  expect(await note.locator('strong').textContent()).toBe('every day')

  // The keys of the handle do what dragging does.
  const handle = widget.getByRole('button', { name: 'Move or resize' })
  await handle.press('Shift+ArrowLeft')
  await handle.press('ArrowRight')
  await page.keyboard.press('Control+s')
  await page.getByText('Dashboard saved').waitFor()
  const saved = await board()
  expect(saved.widgets.map(({ content, x, y, w }) => [content.kind, x, y, w])).toEqual([
    ['saved', 1, 0, 5],
    ['note', 6, 0, 4],
  ])

  // Filters stand in the address: whoever opens the link sees the same.
  await page.goto(`/learn/dashboards/${saved.id}?filters=${encodeURIComponent(JSON.stringify(days))}`)
  await page.getByRole('button', { name: 'Back to the saved filters' }).waitFor()
  const { items } = (await admin.send('POST', '/api/dashboard-questions', {
    widgets: saved.widgets,
    filters: days,
  })) as { items: { kind: string; analysis?: object }[] }
  const laid = items.find(({ kind }) => kind === 'analysis')?.analysis
  expect(laid).toMatchObject(days)
  const answer = (await admin.send('POST', '/api/analyses/run', { analysis: laid })) as {
    tables: { rows: { values: { customers: number } }[] }[]
  }
  const reached = answer.tables[0]?.rows[1]?.values.customers ?? 0
  expect(reached).toBeGreaterThan(0)
  const written = new Intl.NumberFormat('en').format(reached)

  // The numbers are taken along as files.
  const download = async (format: string): Promise<Buffer> => {
    await page.getByRole('button', { name: 'More', exact: true }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: format }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/^Fund board.*\.(csv|xlsx)$/)
    return readFile(await file.path())
  }
  const csv = (await download('CSV')).toString()
  expect(csv.split('\r\n')[0]).toBe('\uFEFFFund funnel – steps')
  expect(csv).toContain(`,${reached},`)
  const workbook = readZip(await download('Excel'))
  expect(workbook.get('xl/workbook.xml')).toContain('name="Fund funnel – steps"')
  expect(workbook.get('xl/worksheets/sheet1.xml')).toContain(`<v>${reached}</v>`)

  // The mail is shown as it would go out, pictures and all.
  await page.getByRole('button', { name: /Mail$/ }).click()
  await page.getByRole('button', { name: 'Mail on a schedule' }).click()
  const dialog = page.getByRole('dialog', { name: 'Mail' })
  await dialog.getByLabel('Recipients').fill('desk@bank.example')
  await page.keyboard.press('Enter')
  await dialog.getByText('Chinese').click()
  await dialog.getByRole('button', { name: 'Preview' }).click()
  const mail = page.getByRole('dialog', { name: 'Preview' })
  await mail.getByText('desk@bank.example').waitFor()
  const picture = mail.frameLocator('iframe').getByRole('img', { name: '基金漏斗' })
  await expect.poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(1360)
  await page.reload()

  // Full screen shows the numbers; each tells who is behind it.
  await page.getByRole('button', { name: 'More about Fund funnel' }).click()
  await page.getByRole('menuitem', { name: 'Full screen' }).click()
  const second = page.getByTestId('answer-table').getByRole('row').nth(2).getByRole('button').first()
  expect(await second.textContent()).toBe(written)
  await second.click()
  expect(await page.getByTestId('behind-count').textContent()).toBe(written)
  expect(admin.errors).toEqual([])
  await admin.context.close()
})

it('asks whose board stays when somebody else has changed it, and before changes are dropped', async () => {
  const admin = await openConsole(browser)
  const { page } = admin
  const name = { 'zh-CN': '冲突', en: 'Contested' }
  const made = (await admin.send('POST', '/api/dashboards', { name })) as Board
  await page.goto(`/learn/dashboards/${made.id}`)
  await page.getByRole('button', { name: /Edit$/ }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Mine')
  await page.getByLabel('Name', { exact: true }).blur()
  await page.getByRole('link', { name: 'Metrics', exact: true }).click()
  await page.getByRole('button', { name: 'Go on editing' }).click()
  await admin.send(
    'PUT',
    `/api/dashboards/${made.id}`,
    { name: { ...name, en: 'Theirs' } },
    { 'if-match': `"${made.version}"` },
  )
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByRole('dialog', { name: 'Somebody else has changed this dashboard' }).waitFor()
  expect((await admin.read<Board>(`/api/dashboards/${made.id}`)).name.en).toBe('Theirs')
  await page.getByRole('button', { name: 'Save mine' }).click()
  await page.getByText('Dashboard saved').waitFor()
  expect((await admin.read<Board>(`/api/dashboards/${made.id}`)).name.en).toBe('Mine')
  expect(admin.errors).toEqual([])
  await admin.context.close()
})

it('shows a board to those with whom it is shared, without what edits it, and to nobody else', async () => {
  const admin = await openConsole(browser)
  const { id } = (await admin.send('POST', '/api/dashboards', {
    name: { 'zh-CN': '公开', en: 'For some' },
    widgets: [
      {
        id: 'note',
        x: 0,
        y: 0,
        w: 4,
        h: 2,
        content: { kind: 'note', text: { 'zh-CN': '你好', en: 'Good morning' } },
      },
    ],
  })) as Board
  const looker = await openConsole(browser, { login: 'looker', path: `/learn/dashboards/${id}` })
  await looker.page.getByText(`There is no dashboard ${id}`).waitFor()
  await admin.page.goto(`/learn/dashboards/${id}`)
  await admin.page.getByRole('button', { name: /Share$/ }).click()
  const dialog = admin.page.getByRole('dialog', { name: 'Share' })
  await dialog.getByLabel('Add a person').fill('looker')
  await admin.page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'No longer share with looker' }).waitFor()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await looker.page.reload()
  await looker.page.getByText('Good morning').waitFor()
  expect(await looker.page.getByRole('button', { name: /Edit$/ }).count()).toBe(0)
  expect(await looker.page.getByRole('button', { name: /Share$/ }).count()).toBe(0)
  expect([...looker.errors, ...admin.errors]).toEqual([])
  await looker.context.close()
  await admin.context.close()
})
