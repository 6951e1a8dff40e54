import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Collector, openCollector, type StoredEvent } from './open-collector.ts'
import { hasChromium, openBrowser, openPageServer } from './open-browser.ts'

const require = createRequire(import.meta.url)
const sensorsSdk = require.resolve('sa-sdk-javascript/sensorsdata.min.js')
const posthogSdk = require.resolve('posthog-js/dist/module.js')
const segmentSdk = require.resolve('@segment/analytics-next/dist/umd/index.js')

let collector: Collector
let browser: Browser

beforeAll(async () => {
  if (!hasChromium) return
  collector = await openCollector()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await collector?.close()
})

/** Opens `/one` and `/two` of a site with the SDK on it; what the source then holds, once it holds two page views. */
async function visit(
  key: string,
  sdk: string,
  script: (collectorUrl: string, writeKey: string) => string,
  origins: (origin: string) => string[] = (origin) => [origin],
): Promise<{ events: StoredEvent[]; failures: string[] }> {
  const failures: string[] = []
  let html = ''
  const site = await openPageServer(sdk, () => html)
  try {
    const source = await collector.addSource(key, origins(site.origin))
    html = `<!doctype html><title>基金 Funds</title>${script(collector.url, source.writeKey)}<p>hello`
    const context = await browser.newContext()
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text())
    })
    page.on('pageerror', (error) => failures.push(error.message))
    await page.goto(`${site.origin}/one?from=ad`)
    await collector.until(source, (events) => events.filter(isView).length >= 1)
    await page.goto(`${site.origin}/two`)
    const events = await collector.until(source, (found) => found.filter(isView).length >= 2)
    await context.close()
    return { events, failures }
  } finally {
    await site.close()
  }
}

const isView = (event: StoredEvent) => event.name === '$pageview'
const views = (events: readonly StoredEvent[]) =>
  events.filter(isView).map((event) => [event.properties['$url_path'], event.properties['$title']])
const bothPages = [
  ['/one', '基金 Funds'],
  ['/two', '基金 Funds'],
]

describe.runIf(hasChromium)('page views reach us from a real browser on another origin', () => {
  it.each([
    ['image', `send_type: 'image'`],
    ['ajax', `send_type: 'ajax'`],
    ['beacon', `send_type: 'beacon'`],
    ['batch', `batch_send: { send_interval: 300, datasend_timeout: 3000 }`],
  ])('by sa-sdk-javascript, sending by %s', async (name, option) => {
    const { events, failures } = await visit(
      `sensors_${name}`,
      sensorsSdk,
      (url, writeKey) => `<script src="/sdk.js"></script><script>
        const sensors = window.sensorsDataAnalytic201505
        sensors.init({ server_url: '${url}/sa?project=default&token=${writeKey}', show_log: false, ${option} })
        sensors.quick('autoTrack')</script>`,
    )
    expect(views(events).sort()).toEqual(bothPages)
    expect(failures).toEqual([])
  })

  it.each([
    ['compressed', ``],
    ['plain', `disable_compression: true`],
  ])('by posthog-js, %s', async (name, option) => {
    const { events, failures } = await visit(
      `posthog_${name}`,
      posthogSdk,
      (url, writeKey) => `<script type="module">
        import posthog from '/sdk.js'
        // Without this option the SDK takes an automated browser for a bot and stays silent.
        posthog.init('${writeKey}', { api_host: '${url}', opt_out_useragent_filter: true, ${option} })</script>`,
    )
    expect(views(events).sort()).toEqual(bothPages)
    expect(failures).toEqual([])
  })

  it('by @segment/analytics-next, which knows our address as its CDN', async () => {
    const { events, failures } = await visit(
      'segment_next',
      segmentSdk,
      (url, writeKey) => `<script src="/sdk.js"></script><script>
        const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${url}' })
        analytics.page()</script>`,
    )
    expect(views(events).sort()).toEqual(bothPages)
    expect(failures).toEqual([])
  })

  it.each([
    [
      'sa-sdk-javascript',
      sensorsSdk,
      '$SignUp',
      (url: string, writeKey: string) => `<script src="/sdk.js"></script><script>
        const sensors = window.sensorsDataAnalytic201505
        sensors.init({ server_url: '${url}/sa?token=${writeKey}', show_log: false })
        sensors.quick('autoTrack')
        window.signIn = () => { sensors.login('customer-9'); sensors.track('AfterSignIn') }</script>`,
    ],
    [
      'posthog-js',
      posthogSdk,
      '$identify',
      (url: string, writeKey: string) => `<script type="module">
        import posthog from '/sdk.js'
        posthog.init('${writeKey}', { api_host: '${url}', opt_out_useragent_filter: true })
        window.signIn = () => { posthog.identify('customer-9'); posthog.capture('AfterSignIn') }</script>`,
    ],
  ])(
    'and what %s saw before signing in belongs to the customer who signs in',
    async (name, sdk, linking, script) => {
      let html = ''
      const site = await openPageServer(sdk, () => html)
      const source = await collector.addSource(`sign_in_${name.replaceAll('-', '_')}`, [site.origin])
      html = script(collector.url, source.writeKey)
      const page = await browser.newPage()
      await page.goto(site.origin)
      await collector.until(source, (events) => events.some(isView))
      await page.evaluate('signIn()')
      const named = (events: readonly StoredEvent[]) => events.map((event) => event.name)
      const events = await collector.until(
        source,
        (found) => named(found).includes('AfterSignIn') && named(found).includes(linking),
      )
      await page.close()
      await site.close()
      expect(named(events)).toEqual(expect.arrayContaining(['$pageview', linking, 'AfterSignIn']))
      expect(await collector.customers(source)).toBe(1)
    },
  )

  it('but not when the source does not admit the page’s origin', async () => {
    const source = await collector.addSource('stranger', ['https://bank.example'])
    const site = await openPageServer(posthogSdk, () => '<!doctype html><title>x</title>')
    const page = await browser.newPage()
    await page.goto(site.origin)
    const outcome = await page.evaluate(
      ([url, writeKey]) =>
        fetch(`${url}/e/`, {
          method: 'POST',
          body: JSON.stringify({ api_key: writeKey, event: 'E', distinct_id: 'u' }),
        }).then(
          (response) => response.status,
          () => 'refused by the browser',
        ),
      [collector.url, source.writeKey],
    )
    await page.close()
    await site.close()
    expect(outcome).toBe('refused by the browser')
    expect(await collector.events(source)).toEqual([])
  })
})
