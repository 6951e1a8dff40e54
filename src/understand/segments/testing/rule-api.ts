import { z } from 'zod'
import { systemActor } from '../../../platform/actor.ts'
import type { Context } from '../../../platform/context.ts'
import { createServer } from '../../../platform/http/server.ts'
import { segmentRoutes } from '../routes.ts'

export type RuleApi = Awaited<ReturnType<typeof openRuleApi>>
const name = { 'zh-CN': '甲', en: 'A' }

/** The API's own answers about rules, as an operator gets them. */
export async function openRuleApi(ctx: Context) {
  const app = await createServer(ctx, async () => systemActor)
  await app.register(segmentRoutes)

  async function send(method: 'POST' | 'PUT', url: string, payload: object, version?: string) {
    const headers = version === undefined ? {} : { 'if-match': version }
    const answer = await app.inject({ method, url, payload, headers })
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`)
    return answer
  }
  const versions = new Map<string, string>()

  return {
    close: () => app.close(),
    async estimate(rule: object): Promise<number> {
      const answer = await send('POST', '/api/rules/estimate', { rule })
      return z.object({ customers: z.number() }).parse(answer.json()).customers
    },
    async explain(rule: object, customer: string): Promise<boolean> {
      const answer = await send('POST', '/api/rules/explanations', { rule, customer })
      return z.object({ met: z.boolean() }).parse(answer.json()).met
    },
    async saveSegment(key: string, rule: object): Promise<void> {
      const version = versions.get(key)
      const { headers } =
        version === undefined
          ? await send('POST', '/api/segments', { key, name, rule })
          : await send('PUT', `/api/segments/${key}`, { name, rule }, version)
      versions.set(key, z.string().parse(headers['etag']))
    },
    async uploadList(key: string, numbers: readonly string[]): Promise<void> {
      await send('POST', '/api/customer-lists', { key, name, content: numbers.join('\n') })
    },
  }
}
