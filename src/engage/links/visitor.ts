import type { IncomingHttpHeaders } from 'node:http'

const robots =
  /bot\b|bot\/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|curl\/|wget\/|python-|go-http|java\/|okhttp\/|headless|scan|monitor|check_http|link ?expander/i

/** Programs that look at links before people do: mail scanners, messengers, prefetching browsers. */
export function isRobot(headers: IncomingHttpHeaders): boolean {
  const agent = headers['user-agent'] ?? ''
  const purpose = `${String(headers['sec-purpose'] ?? '')} ${String(headers['purpose'] ?? '')} ${String(headers['x-moz'] ?? '')}`
  return agent === '' || robots.test(agent) || /prefetch|preview|prerender/i.test(purpose)
}

/** On what the link was opened. */
export function deviceOf(headers: IncomingHttpHeaders): string {
  const agent = headers['user-agent'] ?? ''
  if (/MicroMessenger/i.test(agent)) return 'wechat'
  if (/iPad|Tablet/i.test(agent) || (/Android/i.test(agent) && !/Mobile/i.test(agent))) return 'tablet'
  if (/Mobile|iPhone|Android|HarmonyOS/i.test(agent)) return 'phone'
  return 'computer'
}
