import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = Record<string, unknown>

/** WeCom's HTTP interface for tests, as far as its documentation says how it answers. */
export interface WecomService {
  readonly url: string
  readonly calls: { path: string; body: Json; query: URLSearchParams }[]
  /** Calls of one path. */
  to(path: string): Json[]
  /** Answer the next calls of a path with these error codes. */
  fail(path: string, ...codes: number[]): void
  /** Staff confirms a mass message, which reaches these customers with these results (1 sent, 2 gone, 3 too many). */
  confirm(msgid: string, results: Readonly<Record<string, number>>): void
  /** Tokens that were given out. */
  tokens(): number
  /** No token given out so far is good any more. */
  expireTokens(): void
  close(): Promise<void>
}

export async function openWecomService(
  unionids: Readonly<Record<string, string>> = {},
): Promise<WecomService> {
  const calls: WecomService['calls'] = []
  const failures = new Map<string, number[]>()
  const masses = new Map<
    string,
    { staff: string; customers: string[]; results?: Readonly<Record<string, number>> }
  >()
  let given = 0
  let oldest = 1

  function answer(path: string, body: Json, query: URLSearchParams): Json {
    if (path === '/cgi-bin/gettoken') {
      if (query.get('corpsecret') !== 'app-secret') return { errcode: 40_001, errmsg: 'invalid credential' }
      given += 1
      return { errcode: 0, errmsg: 'ok', access_token: `token-${given}`, expires_in: 7200 }
    }
    const token = Number(query.get('access_token')?.replace('token-', ''))
    if (!(token >= oldest && token <= given)) return { errcode: 40_014, errmsg: 'invalid access_token' }
    const code = failures.get(path)?.shift()
    if (code !== undefined) return { errcode: code, errmsg: 'refused, hint: [1234], from ip: 10.0.0.1' }
    calls.push({ path, body, query })
    const ok = { errcode: 0, errmsg: 'ok' }
    switch (path.replace('/cgi-bin/externalcontact/', '')) {
      case 'add_msg_template': {
        const msgid = `msg${masses.size + 1}`
        masses.set(msgid, { staff: String(body['sender']), customers: body['external_userid'] as string[] })
        return { ...ok, msgid, fail_list: [] }
      }
      case 'get_groupmsg_task': {
        const mass = masses.get(String(body['msgid']))
        const status = mass?.results ? 2 : 0
        return { ...ok, next_cursor: '', task_list: [{ userid: mass?.staff, status }] }
      }
      case 'get_groupmsg_send_result': {
        const results = Object.entries(masses.get(String(body['msgid']))?.results ?? {})
        // One a page, so that paging is seen to work.
        const at = Number(body['cursor'] || 0)
        const [user, status] = results[at] ?? []
        const rows = user
          ? [{ external_userid: user, userid: body['userid'], status, send_time: 1_793_500_200 }]
          : []
        return { ...ok, next_cursor: at + 1 < results.length ? String(at + 1) : '', send_list: rows }
      }
      case 'get': {
        const user = query.get('external_userid') ?? ''
        return { ...ok, external_contact: { external_userid: user, name: '客户', unionid: unionids[user] } }
      }
      case 'add_contact_way':
        return { ...ok, config_id: `way-${calls.length}`, qr_code: 'https://p.qpic.cn/wwhead/code' }
      default:
        return path === '/cgi-bin/message/send'
          ? {
              ...ok,
              msgid: 'app-1',
              invaliduser: String(body['touser'])
                .split('|')
                .filter((user) => user === 'gone')
                .join('|'),
            }
          : ok
    }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await read(request)
      const url = new URL(request.url ?? '/', 'http://wecom')
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer(url.pathname, body, url.searchParams)))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    to: (path) => calls.filter((call) => call.path.endsWith(path)).map(({ body }) => body),
    fail: (path, ...codes) => void failures.set(path, codes),
    confirm: (msgid, results) => {
      const mass = masses.get(msgid)
      if (mass) masses.set(msgid, { ...mass, results })
    },
    tokens: () => given,
    expireTokens: () => void (oldest = given + 1),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<Json> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Json)
}
