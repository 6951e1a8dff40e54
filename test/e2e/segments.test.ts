import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Console, launchChromium, openConsole } from './open-console.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const written = (count: number) => new Intl.NumberFormat('en').format(count)

async function estimate(admin: Console, rule: unknown): Promise<number> {
  const answer = (await admin.send('POST', '/api/rules/estimate', { rule })) as { customers: number }
  return answer.customers
}

/** Waits until the live count belongs to the rule as it stands. */
async function liveCount(page: Page): Promise<string> {
  const count = page.getByTestId('live-count')
  await page.locator('[data-testid=live-count][data-fresh=true]').waitFor()
  return (await count.textContent()) ?? ''
}

/** The rule as the editor keeps it for a reload. */
const draftOf = (page: Page) =>
  page.evaluate(
    `JSON.parse(Object.entries(sessionStorage).find(([key]) => key.startsWith('banyan.segment-draft'))?.[1] ?? 'null')?.rule ?? null`,
  )

/** Types into the open menu of conditions and takes the first; the menu is gone then. */
async function pick(page: Page, search: string): Promise<void> {
  const field = page.getByRole('combobox', { name: /^Search tags/ })
  await field.fill(search)
  await page.getByRole('option').first().waitFor()
  await field.press('Enter')
  await field.waitFor({ state: 'hidden' })
}

const conditions = (page: Page) => page.getByRole('region', { name: 'Rule' }).locator('.bn-condition')

describe('the segment builder', () => {
  it('builds a nested rule by mouse and keyboard; count, snapshot and API agree', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/new' })
    const { page } = admin
    await page.getByRole('button', { name: 'Condition' }).click()
    await pick(page, 'aum_average_30d')
    // The new condition waits for its value; Enter goes on to the next one.
    await page.keyboard.type('1000')
    expect(await liveCount(page)).toBe(
      written(await estimate(admin, { tag: 'aum_average_30d', op: 'gte', value: 1_000 })),
    )
    await page.keyboard.press('Enter')
    await pick(page, 'mobile_bank')
    await page.getByRole('button', { name: 'Group' }).click()
    // The new group has the focus: Enter adds to it.
    await page.keyboard.press('Enter')
    await pick(page, 'gender')
    await page.keyboard.type('female')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page
      .getByRole('region', { name: 'Any of these' })
      .getByRole('button', { name: 'Condition' })
      .click()
    await pick(page, 'Dormant customers')
    const rule = {
      all: [
        { tag: 'aum_average_30d', op: 'gte', value: 1_000 },
        { tag: 'mobile_bank', op: 'eq', value: true },
        { any: [{ tag: 'gender', op: 'in', value: ['female'] }, { segment: 'dormant' }] },
      ],
    }
    await expect.poll(() => draftOf(page)).toEqual(rule)
    const customers = await estimate(admin, rule)
    expect(customers).toBeGreaterThan(0)
    await expect.poll(() => liveCount(page)).toBe(written(customers))
    await page.getByText('Daily average AUM, 30 days is at least 1000').waitFor()
    await page.getByText('性别 属于 female').waitFor()
    await page.getByRole('table', { name: 'Some members, masked' }).getByRole('row').nth(1).waitFor()

    await page.keyboard.press('Control+s')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in Chinese').fill('端到端客群')
    await dialog.getByLabel('Name in English').fill('E2E nested')
    expect(await dialog.getByLabel('Key').inputValue()).toBe('e2e_nested')
    await dialog.getByLabel('Snapshots').click()
    await page.getByTitle('Every day').click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'E2E nested', level: 1 }).waitFor()
    const saved = await admin.read<{ rule: unknown; schedule: unknown }>('/api/segments/e2e_nested')
    expect(saved).toMatchObject({ rule, schedule: { every: 'day' } })
    expect(await draftOf(page)).toBeNull()

    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    await page.getByText(`Snapshot v1: ${written(customers)} customers`).waitFor()
    await page.getByRole('cell', { name: 'v1' }).waitFor()
    const { snapshot } = await admin.read<{ snapshot: { customers: number } }>('/api/segments/e2e_nested')
    expect(snapshot.customers).toBe(customers)
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('marks the condition that the server finds wrong, and says so beside the count', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/segments/new' })
    await page.getByRole('button', { name: 'JSON' }).click()
    await page
      .getByRole('textbox', { name: 'Rule as JSON' })
      .fill(
        JSON.stringify(
          { all: [{ tag: 'aum', op: 'gte', value: 1 }, { not: { tag: 'aumm', op: 'gte', value: 1 } }] },
          null,
          1,
        ),
      )
    // In the JSON the error stands at its line.
    await page.getByRole('button', { name: 'Line 10' }).waitFor()
    await page.getByRole('button', { name: 'Use this rule' }).click()
    const wrong = conditions(page).nth(1)
    await wrong
      .getByRole('alert')
      .getByText(/aumm.*aum/)
      .waitFor()
    expect(await wrong.getAttribute('aria-invalid')).toBe('true')
    expect(await conditions(page).first().getAttribute('aria-invalid')).toBe('false')
    await page.getByText('1 place is wrong').waitFor()
    await page.keyboard.press('Control+s')
    await page.getByText('Complete the marked conditions first').waitFor()
    await wrong.getByRole('button', { name: 'Delete' }).click()
    await page.locator('[data-testid=live-count][data-fresh=true]').waitFor()
    expect(await page.getByRole('region', { name: 'Rule' }).getByRole('alert').count()).toBe(0)
    await context.close()
  })

  it('has an editor for every kind of condition that the rule language has', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/new' })
    const { page } = admin
    const one: Record<string, object> = {
      tag: { tag: 'aum', op: 'gte', value: 1 },
      attribute: { attribute: 'birth_date', op: 'anniversary_in_next_days', value: [0, 7] },
      holding: {
        holding: { class: 'time_deposit', where: [{ field: 'matures', op: 'in_next_days', value: [3, 7] }] },
      },
      identityLevel: { identityLevel: true, op: 'gte', value: 'real_name' },
      relation: { relation: { kind: 'household' } },
      behaviour: { behaviour: { event: 'login', withinDays: 30 }, op: 'eq', value: 0 },
      sequence: { sequence: { steps: [{ event: 'login' }, { event: 'fund_view' }], withinHours: 24 } },
      firstTime: { firstTime: { event: 'login', daysAgo: [7, 30] } },
      segment: { segment: 'young' },
      list: { list: 'not_there' },
      customers: { customers: ['1'] },
    }
    const { $defs } = await admin.read<{ $defs: { Rule: { anyOf: { required: string[] }[] } } }>(
      '/api/rules/schema',
    )
    const kinds = $defs.Rule.anyOf.map(({ required }) => required[0] ?? '')
    expect(kinds.filter((kind) => !['all', 'any', 'not'].includes(kind)).sort()).toEqual(
      Object.keys(one).sort(),
    )
    await page.getByRole('button', { name: 'JSON' }).click()
    await page
      .getByRole('textbox', { name: 'Rule as JSON' })
      .fill(JSON.stringify({ any: [...Object.values(one), { something: 'else' }] }))
    await page.getByRole('button', { name: 'Use this rule' }).click()
    await expect.poll(() => conditions(page).count()).toBe(Object.keys(one).length + 1)
    // Only what no version of the language knows is left as JSON, and kept.
    expect(await page.getByText('This condition can be changed as JSON only.').count()).toBe(1)
    await expect.poll(() => draftOf(page)).toEqual({ any: [...Object.values(one), { something: 'else' }] })
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('shows what is wrong with text that is no JSON', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/segments/new' })
    await page.getByRole('button', { name: 'JSON' }).click()
    await page.getByRole('textbox', { name: 'Rule as JSON' }).fill('{ "all": [ }')
    await page.getByText('1 error').waitFor()
    expect(await page.getByRole('button', { name: 'Use this rule' }).isEnabled()).toBe(false)
    await context.close()
  })

  it('undoes and redoes edits, also of the keyboard', async () => {
    const { page, context, errors } = await openConsole(browser, { path: '/understand/segments/new' })
    await page.getByRole('button', { name: 'Condition' }).click()
    await pick(page, 'mobile_bank')
    await page.getByRole('button', { name: 'Condition' }).click()
    await pick(page, 'Dormant customers')
    const a = { tag: 'mobile_bank', op: 'eq', value: true }
    const b = { segment: 'dormant' }
    const second = conditions(page).nth(1)
    await second.focus()
    const wrapped = { all: [{ any: [{ not: b }] }, a] }
    const edits = [
      ['n', { all: [a, { not: b }] }],
      ['Alt+ArrowUp', { all: [{ not: b }, a] }],
      ['g', wrapped],
      ['Control+d', { all: [{ any: [{ not: b }, { not: b }] }, a] }],
      ['Delete', wrapped],
    ] as const
    for (const [key, rule] of edits) {
      await page.keyboard.press(key)
      await expect.poll(() => draftOf(page)).toEqual(rule)
    }
    for (let back = 0; back < 5; back += 1) await page.keyboard.press('Control+z')
    await expect.poll(() => draftOf(page)).toEqual({ all: [a, b] })
    await page.keyboard.press('Control+Shift+z')
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(() => draftOf(page)).toEqual({ all: [{ not: b }, a] })
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => draftOf(page)).toEqual({ all: [a, { not: b }] })
    expect(errors).toEqual([])
    await context.close()
  })

  it('moves a condition into a group by dragging', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/segments/new' })
    await page.getByRole('button', { name: 'Condition' }).click()
    await pick(page, 'mobile_bank')
    await page.getByRole('button', { name: 'Group' }).click()
    await conditions(page)
      .first()
      .locator('.bn-drag')
      .dragTo(page.locator('.bn-group[data-root=false] .bn-group-foot'))
    await expect
      .poll(() => draftOf(page))
      .toEqual({ all: [{ any: [{ tag: 'mobile_bank', op: 'eq', value: true }] }] })
    await context.close()
  })

  it('loses nothing by a reload, and asks before it is left', async () => {
    const { page, context } = await openConsole(browser, { path: '/understand/segments/new' })
    await page.getByRole('button', { name: 'Condition' }).click()
    await pick(page, 'aum_average_30d')
    await page.keyboard.type('5')
    await expect.poll(() => draftOf(page)).toEqual({ all: [{ tag: 'aum_average_30d', op: 'gte', value: 5 }] })
    await page.reload()
    await page.getByText('Unsaved changes of your last visit are back.').waitFor()
    expect(await page.getByRole('spinbutton', { name: 'Value' }).inputValue()).toBe('5')
    await page.getByRole('navigation').getByRole('link', { name: 'Tags' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    expect(new URL(page.url()).pathname).toBe('/understand/segments/new')
    await page.getByRole('navigation').getByRole('link', { name: 'Tags' }).click()
    await page.getByRole('button', { name: 'Discard and leave' }).click()
    await page.getByRole('heading', { name: 'Tags', level: 1 }).waitFor()
    expect(await draftOf(page)).toBeNull()
    await context.close()
  })

  it('does not overwrite what somebody else saved meanwhile, unless asked twice', async () => {
    const admin = await openConsole(browser)
    const { page } = admin
    const name = { 'zh-CN': '冲突', en: 'Contested' }
    await admin.send('POST', '/api/segments', { key: 'e2e_contested', name, rule: { segment: 'young' } })
    await page.goto('/understand/segments/e2e_contested/edit')
    await conditions(page).first().focus()
    await page.keyboard.press('n')
    await expect.poll(() => draftOf(page)).toEqual({ all: [{ not: { segment: 'young' } }] })
    await admin.send(
      'PUT',
      '/api/segments/e2e_contested',
      { name, rule: { segment: 'wealth' } },
      { 'if-match': '"1"' },
    )
    const rule = async () => (await admin.read<{ rule: unknown }>('/api/segments/e2e_contested')).rule
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Somebody else saved this segment meanwhile.').waitFor()
    expect(await rule()).toEqual({ segment: 'wealth' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Contested', level: 1, exact: true }).waitFor()
    expect(await rule()).toEqual({ not: { segment: 'young' } })
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('uploads a list from the menu and reports what was not taken', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/new' })
    const { page } = admin
    await page.getByRole('button', { name: 'Condition' }).click()
    await pick(page, 'upload a list')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in Chinese').fill('端到端名单')
    await dialog.getByLabel('Name in English').fill('E2E list')
    await dialog.getByLabel('or paste the numbers').fill('no-such-number\nneither-this\nno-such-number')
    await dialog.getByRole('button', { name: 'Upload', exact: true }).click()
    await dialog.getByText('2 numbers belong to nobody').waitFor()
    await dialog.getByRole('button', { name: 'Use it in the rule' }).click()
    await expect.poll(() => draftOf(page)).toEqual({ all: [{ list: 'e2e_list' }] })
    expect(await liveCount(page)).toBe('0')
    await page.goto('/understand/lists')
    await page.getByRole('cell', { name: 'E2E list' }).click()
    await page.getByRole('dialog').getByText('no such customer').first().waitFor()
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('speaks Chinese', async () => {
    const { page, context, errors } = await openConsole(browser, {
      language: 'zh-CN',
      path: '/understand/segments/new',
    })
    await page.getByRole('button', { name: '添加条件' }).click()
    await page.getByRole('combobox', { name: /^搜索标签/ }).fill('近30天日均资产')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('50000')
    await page.getByText('近30天日均资产 不低于 50000').waitFor()
    await page.getByText('满足全部').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('the page of a segment', () => {
  it('explains why a customer is in or out, condition by condition', async () => {
    const admin = await openConsole(browser)
    const { page } = admin
    const customer = '1000000001'
    const rule = {
      all: [{ customers: [customer] }, { not: { attribute: 'number', op: 'eq', value: customer } }],
    }
    await admin.send('POST', '/api/segments', {
      key: 'e2e_explained',
      name: { 'zh-CN': '解释', en: 'Explained' },
      rule,
    })
    await page.goto('/understand/segments/e2e_explained')
    await page.getByRole('searchbox', { name: 'Customer number' }).fill('nobody')
    await page.keyboard.press('Enter')
    await page.getByText('There is no customer of this number').waitFor()
    const known = await knownCustomer(admin)
    await page.getByRole('searchbox', { name: 'Customer number' }).fill(known)
    await page.keyboard.press('Enter')
    await page.getByText(`${known} does not satisfy the rule`).waitFor()
    // On the list or not, the second condition holds for everybody but the first customer.
    expect(await page.getByRole('img', { name: /satisfied/ }).count()).toBe(3)
    await page.getByText(`has ${known}`).first().waitFor()
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('compares segments and saves what they have in common', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/young?tab=compare&with=wealth' })
    const { page } = admin
    await page.getByRole('table', { name: 'Overlap' }).waitFor()
    const { customers } = await admin.read<{ customers: number }>(
      '/api/segment-combination?operation=intersection&segments=young,wealth',
    )
    await page.getByText(`${written(customers)} customers`, { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save as a segment …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in Chinese').fill('年轻财富')
    await dialog.getByLabel('Name in English').fill('Young wealth')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Young wealth', level: 1 }).waitFor()
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('shows in what the members differ from everybody', async () => {
    const { page, context, errors } = await openConsole(browser, {
      path: '/understand/segments/pension?tab=profile',
    })
    await page.getByRole('region', { name: 'Age', exact: true }).first().waitFor()
    await page.getByText('in the rule').first().waitFor()
    await page.getByRole('checkbox', { name: 'Hide what the rule reads' }).check()
    expect(await page.getByText('in the rule').count()).toBe(0)
    expect(errors).toEqual([])
    await context.close()
  })

  it('finds lookalikes once, then shows every size at once and saves one', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/payroll?tab=lookalike' })
    const { page } = admin
    await page.getByRole('button', { name: 'Find lookalikes' }).click()
    const size = page.getByRole('spinbutton', { name: 'Size' })
    await size.waitFor({ timeout: 60_000 })
    await size.fill('50')
    await page.keyboard.press('Tab')
    await page.locator('.bn-figure').filter({ hasText: 'Size' }).getByText('50', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save as a segment …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in Chinese').fill('相似代发')
    await dialog.getByLabel('Name in English').fill('Like payroll')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Like payroll', level: 1 }).waitFor()
    const { rule } = await admin.read<{ rule: { list: string } }>('/api/segments/like_payroll')
    expect(await estimate(admin, rule)).toBe(50)
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('schedules snapshots, and says when the next is due', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/young?tab=settings' })
    const { page } = admin
    await page.getByRole('combobox', { name: 'Schedule' }).click()
    await page.getByTitle('Every day').click()
    await page.getByText(/^Next: /).waitFor()
    await page.getByRole('button', { name: 'Save schedule' }).click()
    await page.getByText('Schedule saved').waitFor()
    const { schedule, dueAt } = await admin.read<{ schedule: unknown; dueAt: string | null }>(
      '/api/segments/young',
    )
    expect(schedule).toEqual({ every: 'day', at: '06:00' })
    expect(dueAt).not.toBeNull()
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('exports members only with a reason, which the audit log keeps', async () => {
    const admin = await openConsole(browser, { path: '/understand/segments/young' })
    const { page } = admin
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Columns').waitFor()
    await dialog.getByRole('button', { name: 'Export' }).click()
    await dialog
      .getByText(/At least 5 characters/)
      .first()
      .waitFor()
    await dialog.getByLabel('Reason').fill('Birthday calls of the branch')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export' }).click(),
    ])
    const text = await readFile(await file.path(), 'utf8')
    const { snapshot } = await admin.read<{ snapshot: { customers: number } }>('/api/segments/young')
    expect(text.trim().split('\n').length).toBeGreaterThanOrEqual(snapshot.customers + 1)
    await page.goto('/understand/segments/young?tab=exports')
    await page.getByText('Birthday calls of the branch').waitFor()
    const { items } = await admin.read<{ items: { action: string; detail: unknown }[] }>(
      '/api/audit?limit=20',
    )
    const entry = items.find(({ action }) => action === 'segment.export')
    expect(JSON.stringify(entry?.detail)).toContain('Birthday calls of the branch')
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('is archived and restored, and duplicated under a new key', async () => {
    const admin = await openConsole(browser)
    const { page } = admin
    await admin.send('POST', '/api/segments', {
      key: 'e2e_archived',
      name: { 'zh-CN': '归档', en: 'To archive' },
      rule: { tag: 'mobile_bank', op: 'eq', value: true },
    })
    await page.goto('/understand/segments/e2e_archived')
    const more = async (item: string) => {
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await more('Duplicate')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in Chinese').fill('副本')
    await dialog.getByLabel('Name in English').fill('E2E copy')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'E2E copy', level: 1 }).waitFor()
    await page.goto('/understand/segments/e2e_archived')
    await more('Archive')
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
    await page.getByRole('button', { name: 'Edit' }).waitFor({ state: 'detached' })
    await more('Restore')
    await page.getByRole('button', { name: 'Edit' }).waitFor()
    expect(admin.errors).toEqual([])
    await admin.context.close()
  })

  it('shows a viewer everything but the ways to change it', async () => {
    const { page, context, errors, send } = await openConsole(browser, {
      login: 'looker',
      path: '/understand/segments/young',
    })
    await page.getByRole('heading', { name: 'Young customers', level: 1 }).waitFor()
    await page.getByRole('cell', { name: 'v1' }).waitFor()
    expect(
      await page.getByRole('button', { name: /Edit|Take a snapshot|Export|More|Keep its members/ }).count(),
    ).toBe(0)
    await page.goto('/understand/segments')
    await page.getByRole('row').nth(1).waitFor()
    expect(await page.getByRole('link', { name: 'New segment' }).count()).toBe(0)
    await page.goto('/understand/segments/new')
    await page.getByTestId('forbidden').waitFor()
    await page.goto('/understand/lists')
    await page.getByRole('heading', { name: 'Lists', level: 1 }).waitFor()
    expect(await page.getByRole('button', { name: 'Upload a list' }).count()).toBe(0)
    await expect(send('DELETE', '/api/segments/young', undefined, { 'if-match': '"1"' })).rejects.toThrow(
      'answered 403',
    )
    expect(errors).toEqual([])
    await context.close()
  })
})

/** The number of some customer of the demo bank, from the export of a segment. */
async function knownCustomer(admin: Console): Promise<string> {
  const { items } = await admin.read<{ items: { number: string }[] }>('/api/customers?limit=1')
  const [first] = items
  if (first === undefined) throw new Error('The demo bank has no customer')
  return first.number
}
