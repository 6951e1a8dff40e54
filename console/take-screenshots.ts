import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { adminPassword, startServer, type TestServer } from '../test/harness/start-server.ts'

/**
 * `npm run screenshots` – the overview for the README, from a demo bank of its own with a little live traffic.
 * `npm run screenshots -- DIRECTORY` – every page, in both languages and both appearances, into that directory.
 */
const picture = fileURLToPath(new URL('../docs/images/console-overview.png', import.meta.url))
const pages = [
  'overview',
  'collect/sources',
  'collect/feed',
  'collect/dead-letters',
  'collect/events',
  'understand/customers',
  'understand/customers/1000000001',
  'understand/customers/1000000001?tab=assets',
  'understand/customers/1000000001?tab=tags',
  'understand/customers/1000000001?tab=timeline',
  'understand/customers/1000000001?tab=relations',
  'understand/steward',
  'understand/tags',
  'understand/tags?tag=aum',
  'understand/segments',
  'understand/segments/new',
  'understand/segments/wealth',
  'understand/segments/wealth?tab=profile',
  'understand/segments/wealth?tab=compare',
  'understand/segments/wealth/edit',
  'understand/lists',
  'decide/policy',
  'engage/journeys',
  'engage/journeys/deposit_maturity',
  'engage/touches',
  'learn/effects',
  'learn/effects/autumn_deposit_offer',
  'govern/users',
  'govern/api-keys',
  'govern/audit',
  'govern/jobs',
]

/** Some minutes of app traffic, so that the picture shows a bank that is open. */
async function sendTraffic(server: TestServer): Promise<void> {
  const headers = await server.signIn()
  const answer = await fetch(`${server.url}/api/sources`, { headers })
  const { items } = (await answer.json()) as { items: { channel: string; writeKey: string }[] }
  const events = ['$AppStart', 'login', 'deposit_view', 'transfer_start', 'transfer_success', 'fund_view']
  for (const [index, { writeKey }] of items.entries()) {
    const batch = Array.from({ length: 400 - 90 * index }, (_, number) => ({
      type: 'track',
      userId: `visitor-${(number * 7) % 160}`,
      event: events[number % events.length],
      messageId: `shot-${index}-${number}`,
      timestamp: new Date(Date.now() - number * 400).toISOString(),
    }))
    await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` },
      body: JSON.stringify({ batch }),
    })
  }
}

interface Look {
  readonly language: 'zh-CN' | 'en'
  readonly appearance: 'light' | 'dark'
}

async function takePictures(
  browser: Browser,
  server: TestServer,
  look: Look,
  files: ReadonlyMap<string, string>,
) {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } })
  await context.addInitScript(
    `localStorage.setItem('banyan.language', '${look.language}'); localStorage.setItem('banyan.appearance', '${look.appearance}')`,
  )
  await context.request.post('/api/session', { data: { login: 'admin', password: adminPassword } })
  const page = await context.newPage()
  for (const [path, file] of files) {
    await page.goto(path)
    await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined)
    await page.waitForTimeout(1_200)
    await page.screenshot({ path: file })
  }
  await context.close()
}

const directory = process.argv[2]
const server = await startServer({ demoCustomers: 20_000 })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})
try {
  await sendTraffic(server)
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  if (directory === undefined) {
    await takePictures(
      browser,
      server,
      { language: 'en', appearance: 'light' },
      new Map([['/overview', picture]]),
    )
    console.log(`console: wrote ${picture}`)
  } else {
    mkdirSync(directory, { recursive: true })
    for (const language of ['zh-CN', 'en'] as const) {
      for (const appearance of ['light', 'dark'] as const) {
        const files = new Map(
          pages.map((path) => [
            `/${path}`,
            join(directory, `${path.replaceAll(/[^a-z-]+/g, '_')}-${language}-${appearance}.png`),
          ]),
        )
        await takePictures(browser, server, { language, appearance }, files)
      }
    }
    console.log(`console: wrote ${4 * pages.length} pictures to ${directory}`)
  }
} finally {
  await browser.close()
  await server.stop()
}
