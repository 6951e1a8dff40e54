import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import smpp, { type Pdu, type Session } from 'smpp'

/** A message centre for tests: the server of the same package, listening on a port of its own. */
export interface MessageCentre {
  readonly port: number
  /** Every submit_sm that arrived, in order. */
  readonly submitted: Pdu[]
  /** Bound sessions that are still open. */
  readonly sessions: Set<Session>
  /** Answer submits with these statuses, in order; afterwards (and for ESME_ROK) accept. */
  refuse(...statuses: string[]): void
  /** Take messages without answering them. */
  mute(on: boolean): void
  /** Deliver something and wait for its acknowledgement's status. */
  deliver(message: object): Promise<number>
  /** Break all connections, as a crash would. */
  drop(): void
  close(): Promise<void>
}

export async function openMessageCentre(password = 'secret'): Promise<MessageCentre> {
  const submitted: Pdu[] = []
  const sessions = new Set<Session>()
  const statuses: string[] = []
  let muted = false
  const server = smpp.createServer((session) => {
    session.on('error', () => session.destroy())
    session.on('close', () => sessions.delete(session))
    session.on('bind_transceiver', (pdu: Pdu) => {
      const welcome = pdu.password === password
      session.send(pdu.response({ command_status: welcome ? 0 : smpp.errors['ESME_RINVPASWD'] }))
      if (welcome) sessions.add(session)
    })
    session.on('submit_sm', (pdu: Pdu) => {
      if (muted) return void submitted.push(pdu)
      const status = statuses.shift()
      if (status !== undefined && status !== 'ESME_ROK')
        return void session.send(pdu.response({ command_status: smpp.errors[status] }))
      submitted.push(pdu)
      session.send(pdu.response({ message_id: `00AB${submitted.length}` }))
    })
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response())
      session.close()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    submitted,
    sessions,
    refuse: (...more) => void statuses.push(...more),
    mute: (on) => void (muted = on),
    deliver: (message) =>
      new Promise((resolve, reject) => {
        const [session] = sessions
        if (session) session.deliver_sm(message, (answer) => resolve(answer.command_status))
        else reject(new Error('nobody is bound'))
      }),
    drop: () => {
      for (const session of sessions) session.destroy()
    },
    close: async () => {
      for (const session of sessions) session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
