import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Pdu } from 'smpp'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Link, openLink } from './open-link.ts'
import { type MessageCentre, openMessageCentre } from './testing/message-centre.ts'

let centre: MessageCentre
const links: Link[] = []

beforeEach(async () => {
  centre = await openMessageCentre()
})
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()))
  await centre.close()
})

function connect(
  more: Partial<Parameters<typeof openLink>[0]> = {},
  delivered: (pdu: Pdu) => Promise<void> = async () => {},
): { link: Link; problems: string[] } {
  const problems: string[] = []
  const link = openLink(
    {
      host: '127.0.0.1',
      port: centre.port,
      tls: false,
      systemId: 'bank',
      password: 'secret',
      systemType: '',
      window: 4,
      enquireSeconds: 60,
      ...more,
    },
    { delivered, down: (reason) => void problems.push(reason) },
  )
  links.push(link)
  return { link, problems }
}

const toSomebody = { destination_addr: '8613800138000', data_coding: 8, short_message: { message: '您好' } }

it('binds as a transceiver and carries Chinese as UCS-2', async () => {
  const { link } = connect()
  await link.ready(5_000)
  expect(await link.submit(toSomebody)).toEqual({ kind: 'accepted', messageId: '00AB1' })
  expect(centre.submitted[0]).toMatchObject({
    destination_addr: '8613800138000',
    data_coding: 8,
    short_message: { message: '您好' },
  })
})

it('never has more unanswered than the window allows, and gets everything through', async () => {
  centre.mute(true)
  const { link } = connect({ window: 4 })
  await link.ready(5_000)
  const answers = Array.from({ length: 10 }, () => link.submit(toSomebody))
  await expect.poll(() => centre.submitted).toHaveLength(4)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(centre.submitted).toHaveLength(4)
  centre.mute(false)
  for (const pdu of centre.submitted.slice()) {
    for (const session of centre.sessions) session.send(pdu.response({ message_id: 'late' }))
  }
  expect((await Promise.all(answers)).map(({ kind }) => kind)).toEqual(Array(10).fill('accepted'))
})

it('tells what passes from what never will', async () => {
  const { link } = connect()
  await link.ready(5_000)
  centre.refuse('ESME_RTHROTTLED', 'ESME_RINVDSTADR', 'ESME_RINVMSGLEN')
  expect(await link.submit(toSomebody)).toEqual({ kind: 'later', reason: 'ESME_RTHROTTLED' })
  expect(await link.submit(toSomebody)).toEqual({ kind: 'refused', reason: 'ESME_RINVDSTADR', address: true })
  expect(await link.submit(toSomebody)).toEqual({
    kind: 'refused',
    reason: 'ESME_RINVMSGLEN',
    address: false,
  })
})

it('says of what was on its way when the connection broke that it may have arrived, and binds again', async () => {
  centre.mute(true)
  const { link } = connect()
  await link.ready(5_000)
  const answer = link.submit(toSomebody)
  await expect.poll(() => centre.submitted).toHaveLength(1)
  centre.drop()
  expect((await answer).kind).toBe('unknown')
  await expect(link.submit(toSomebody)).rejects.toThrow('No SMPP session')
  centre.mute(false)
  await expect.poll(() => centre.sessions.size).toBe(1)
  await link.ready(5_000)
  expect((await link.submit(toSomebody)).kind).toBe('accepted')
})

it('says why it is not bound', async () => {
  const { link, problems } = connect({ password: 'wrong' })
  await expect(link.ready(5_000)).rejects.toThrow('the bind was refused: ESME_RINVPASWD')
  expect(problems).toEqual(['the bind was refused: ESME_RINVPASWD'])
})

it('acknowledges what came in only when it is stored', async () => {
  let full = true
  const taken: string[] = []
  const { link } = connect({}, async (pdu) => {
    if (full) throw new Error('disk full')
    taken.push(String(pdu.short_message?.message))
  })
  await link.ready(5_000)
  const message = { source_addr: '8613800138000', destination_addr: '10690', short_message: { message: 'R' } }
  expect(await centre.deliver(message)).not.toBe(0)
  full = false
  expect(await centre.deliver(message)).toBe(0)
  expect(taken).toEqual(['R'])
})

/** A message centre that says what it likes: takes the bind, then sends these octets. */
async function openNonsense(
  octets: readonly string[],
): Promise<{ port: number; heard: Buffer[]; close(): void }> {
  const heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    let bound = false
    socket.on('data', (part) => {
      heard.push(part)
      if (bound) return
      bound = true
      const answer = Buffer.from('0000001180000009000000000000000100', 'hex')
      socket.write(Buffer.concat([answer, ...octets.map((one) => Buffer.from(one, 'hex'))]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

it('answers a message that it cannot read, so that the same one does not come again for ever', async () => {
  // A deliver_sm whose TLV says that it is longer than the whole PDU, and one with a date that is none.
  const nonsense = await openNonsense([
    '000000360000000500000000000000070000003836313338303031333830303000000031303639000400000000000000000000170000',
    '0000003200000005000000000000000800000038363133383030313338303030000000103036390044000052000000030000',
  ])
  const taken: Pdu[] = []
  const { link, problems } = connect({ port: nonsense.port }, async (pdu) => void taken.push(pdu))
  await link.ready(5_000)
  await expect.poll(() => taken.map((pdu) => pdu.source_addr)).toEqual([undefined, undefined])
  // deliver_sm_resp, status 0, with the number of each.
  await expect
    .poll(() => Buffer.concat(nonsense.heard).toString('hex'))
    .toMatch(/80000005000000000000000700.*80000005000000000000000800/)
  expect(problems).toEqual([])
  nonsense.close()
})

it('lets go of a peer that talks nonsense, says so, and tries again', async () => {
  for (const octets of ['00000003ff', 'ffffffff00000000', '474554202f20485454502f312e310d0a0d0a']) {
    const nonsense = await openNonsense([octets])
    const { link, problems } = connect({ port: nonsense.port })
    await link.ready(5_000).catch(() => undefined)
    await expect.poll(() => problems.length).toBeGreaterThan(0)
    nonsense.close()
    await link.close()
  }
})
