import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What happens to a POST on its way: it arrives; it is lost; the server accepts it but the answer is lost; or a
 * gateway says 503. After the last two the client sends again what we may have already.
 */
export type Fate = 'passes' | 'lost' | 'answer lost' | 'refused'

export interface FlakyProxy {
  readonly url: string
  /** How often each fate struck. */
  readonly struck: Readonly<Record<Fate, number>>
  close(): Promise<void>
}

/** A network between SDK and server that treats POSTs by turns as `fates` says, then lets everything pass. */
export async function openFlakyProxy(target: string, fates: readonly Fate[]): Promise<FlakyProxy> {
  const struck: Record<Fate, number> = { passes: 0, lost: 0, 'answer lost': 0, refused: 0 }
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const fate: Fate = incoming.method === 'POST' ? (fates[turn++] ?? 'passes') : 'passes'
    struck[fate] += 1
    if (fate === 'lost') incoming.socket.destroy()
    else if (fate === 'refused') refuse(incoming, outgoing)
    else forward(target, incoming, outgoing, fate === 'answer lost')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    struck,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume()
  incoming.on('end', () => outgoing.writeHead(503, { 'content-type': 'text/plain' }).end('try again'))
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  losesAnswer: boolean,
): void {
  const { hostname, port } = new URL(target)
  const onward = httpRequest(
    { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
    (answer) => {
      if (losesAnswer) {
        answer.resume()
        answer.on('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  onward.on('error', () => incoming.socket.destroy())
  incoming.pipe(onward)
}
