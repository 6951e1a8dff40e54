import smpp, { type Pdu, type Session } from 'smpp'
import { AppError } from '../../../../platform/errors.ts'
import { readPdu } from './read-pdu.ts'
import { answerOf, nameOf, type SubmitAnswer } from './submit-answer.ts'

smpp.PDU.fromStream = readPdu

export interface LinkSettings {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly systemId: string
  readonly password: string
  readonly systemType: string
  /** Segments that may be unanswered at a time. */
  readonly window: number
  readonly enquireSeconds: number
}

export interface LinkEvents {
  /** A receipt or a person's message. It is acknowledged when this resolves, and asked for again when it rejects. */
  delivered(pdu: Pdu): Promise<void>
  /** Why the connection is down, for the log and the console. */
  down(reason: string): void
}

/** A standing connection to a message centre: bound, kept alive, opened again when it breaks. */
export interface Link {
  /** @throws AppError unavailable when there is no bound connection */
  submit(message: object): Promise<SubmitAnswer>
  /** Resolves when bound, rejects with the reason when that doesn't happen in time. */
  ready(milliseconds: number): Promise<void>
  close(): Promise<void>
}

const answerMilliseconds = 30_000
const backoffMilliseconds = [500, 1_000, 2_000, 5_000, 15_000, 30_000]

export function openLink(settings: LinkSettings, events: LinkEvents): Link {
  let session: Session | undefined
  let bound = false
  let closed = false
  let failures = 0
  let problem = 'not connected yet'
  let again: NodeJS.Timeout | undefined
  let heartbeat: NodeJS.Timeout | undefined
  const unanswered = new Set<(answer: SubmitAnswer) => void>()
  const waitingForRoom: (() => void)[] = []
  const waitingForBind = new Set<() => void>()

  function connect(): void {
    const { host, port, tls } = settings
    const opened = smpp.connect({ host, port, tls })
    session = opened
    const lost = (reason: string): void => {
      if (session !== opened) return
      session = undefined
      opened.destroy()
      down(reason)
    }
    opened.on('error', (error: Error) => lost(error.message))
    opened.on('close', () => lost('the message centre closed the connection'))
    opened.on(tls ? 'secureConnect' : 'connect', () => bind(opened, lost))
    opened.on('deliver_sm', (pdu: Pdu) => void acknowledge(opened, pdu))
    opened.on('enquire_link', (pdu: Pdu) => opened.send(pdu.response()))
    opened.on('unbind', (pdu: Pdu) => {
      opened.send(pdu.response())
      lost('the message centre ended the session')
    })
    heartbeat = setTimeout(() => lost('no answer to the bind'), answerMilliseconds)
  }

  function bind(opened: Session, lost: (reason: string) => void): void {
    opened.bind_transceiver(
      {
        system_id: settings.systemId,
        password: settings.password,
        system_type: settings.systemType,
        interface_version: 0x34,
      },
      (answer) => {
        if (answer.command_status !== 0) return lost(`the bind was refused: ${nameOf(answer.command_status)}`)
        bound = true
        failures = 0
        for (const wake of waitingForBind) wake()
        keepAlive(opened, lost)
      },
    )
  }

  function keepAlive(opened: Session, lost: (reason: string) => void): void {
    clearTimeout(heartbeat)
    heartbeat = setTimeout(() => {
      heartbeat = setTimeout(() => lost('no answer to enquire_link'), answerMilliseconds)
      opened.enquire_link(() => keepAlive(opened, lost))
    }, settings.enquireSeconds * 1_000)
    heartbeat.unref()
  }

  async function acknowledge(opened: Session, pdu: Pdu): Promise<void> {
    try {
      await events.delivered(pdu)
      opened.send(pdu.response())
    } catch {
      // Not stored: the message centre keeps it and delivers it again.
      opened.send(pdu.response({ command_status: smpp.errors['ESME_RX_T_APPN'] }))
    }
  }

  function down(reason: string): void {
    bound = false
    problem = reason
    clearTimeout(heartbeat)
    for (const settle of unanswered) settle({ kind: 'unknown', reason })
    for (const wake of [...waitingForRoom.splice(0), ...waitingForBind]) wake()
    if (closed) return
    events.down(reason)
    again = setTimeout(connect, backoffMilliseconds[Math.min(failures, backoffMilliseconds.length - 1)])
    again.unref()
    failures += 1
  }

  const unavailable = (): AppError => new AppError('unavailable', `No SMPP session: ${problem}`)

  const isFull = (): boolean => bound && unanswered.size >= settings.window

  async function submit(message: object): Promise<SubmitAnswer> {
    while (isFull()) {
      await new Promise<void>((wake) => waitingForRoom.push(wake))
    }
    const current = session
    if (!bound || current === undefined) throw unavailable()
    return new Promise((resolve) => {
      const settle = (answer: SubmitAnswer): void => {
        clearTimeout(timer)
        if (!unanswered.delete(settle)) return
        waitingForRoom.shift()?.()
        resolve(answer)
      }
      const timer = setTimeout(
        () => settle({ kind: 'unknown', reason: 'no answer to submit_sm' }),
        answerMilliseconds,
      )
      unanswered.add(settle)
      const sent = current.submit_sm(message, (pdu) => settle(answerOf(pdu.command_status, pdu.message_id)))
      if (!sent) settle({ kind: 'later', reason: 'the connection is closed' })
    })
  }

  async function ready(milliseconds: number): Promise<void> {
    if (bound) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        waitingForBind.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      waitingForBind.add(wake)
    })
    if (!bound) throw unavailable()
  }

  async function close(): Promise<void> {
    closed = true
    clearTimeout(again)
    const current = session
    if (current && bound) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000)
        const gone = (): void => {
          clearTimeout(timer)
          resolve()
        }
        current.once('close', gone)
        if (!current.unbind(gone)) gone()
      })
    }
    session = undefined
    current?.destroy()
    down('closed')
  }

  connect()
  return { submit, ready, close }
}
