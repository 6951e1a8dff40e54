import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { adminPassword } from '../harness/start-server.ts'

/** The server of this worker; workers are counted from 1. */
export const url = inject('urls')[Number(process.env['VITEST_POOL_ID']) - 1] ?? ''
export { adminPassword }

function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      try {
        const path = join(directory, name)
        accessSync(path, constants.X_OK)
        return path
      } catch {
        continue
      }
    }
  }
  throw new Error(`None of ${names.join(', ')} is on the PATH: install Chromium to run the end-to-end tests`)
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Console {
  readonly page: Page
  readonly context: BrowserContext
  /** Script errors, and anything the browser refused to load or run. */
  readonly errors: readonly string[]
  /** Asks the API as this user. */
  read<Answer>(path: string): Promise<Answer>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<unknown>
}

/** A fresh browser profile on the console; signed in unless `login` is null. */
export async function openConsole(
  browser: Browser,
  options: {
    login?: string | null
    language?: 'zh-CN' | 'en'
    path?: string
    /** Another server than the one that the worker's files share. */
    server?: string
  } = {},
): Promise<Console> {
  const { login = 'admin', language = 'en', path = '/', server = url } = options
  const context = await browser.newContext({
    baseURL: server,
    locale: language,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    // A click on what still moves is lost where the machine is too busy to draw the movement.
    reducedMotion: 'reduce',
    extraHTTPHeaders: { 'x-requested-with': 'banyan' },
  })
  context.setDefaultTimeout(40_000)
  const send = async (
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const answer = await context.request.fetch(target, {
      method,
      headers,
      ...(body === undefined ? {} : { data: body }),
    })
    if (!answer.ok())
      throw new Error(`${method} ${target} answered ${answer.status()} ${await answer.text()}`)
    const text = await answer.text()
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
  if (login !== null) await send('POST', '/api/session', { login, password: adminPassword })
  // What this browser chose wins over the account's language. A frame that shows a mail may store nothing.
  await context.addInitScript(
    `window === top && (localStorage.getItem('banyan.language') ?? localStorage.setItem('banyan.language', '${language}'))`,
  )
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  })
  await page.goto(path)
  return {
    page,
    context,
    errors,
    send,
    read: async <Answer>(target: string) => (await send('GET', target)) as Answer,
  }
}
