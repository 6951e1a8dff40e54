/** What we use of the `smpp` package (0.5), which brings no types: read from its source. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer } from 'node:net'

  /** Text with its user data header; decoded by `data_coding` where the package knows the alphabet, else octets. */
  interface ShortMessage {
    udh?: readonly Buffer[]
    message: string | Buffer
  }

  interface Pdu {
    readonly command: string
    readonly command_status: number
    readonly sequence_number: number
    readonly system_id?: string
    readonly password?: string
    readonly source_addr?: string
    readonly destination_addr?: string
    readonly esm_class?: number
    readonly data_coding?: number
    readonly registered_delivery?: number
    readonly short_message?: ShortMessage
    readonly message_payload?: ShortMessage
    readonly message_id?: string
    readonly receipted_message_id?: string
    readonly message_state?: number
    response(options?: object): Pdu
  }

  interface Session extends EventEmitter {
    /** False when the socket is closed: nothing was sent and no answer will come. */
    send(pdu: Pdu): boolean
    bind_transceiver(options: object, answer: (pdu: Pdu) => void): boolean
    submit_sm(options: object, answer: (pdu: Pdu) => void): boolean
    deliver_sm(options: object, answer?: (pdu: Pdu) => void): boolean
    enquire_link(answer: (pdu: Pdu) => void): boolean
    unbind(answer: (pdu: Pdu) => void): boolean
    close(): void
    destroy(): void
  }

  const smpp: {
    connect(options: { host: string; port: number; tls?: boolean }): Session
    createServer(listener: (session: Session) => void): NetServer
    readonly errors: Readonly<Record<string, number>>
    PDU: {
      new (octets: Buffer): Pdu
      /** False while the stream has not all of it. */
      fromStream(stream: { read(octets: number): Buffer | null }, length: number): Pdu | false
    }
  }
  export default smpp
  export type { Pdu, Session, ShortMessage }
}
