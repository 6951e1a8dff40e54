import type { Pdu, ShortMessage } from 'smpp'

/** A receipt for one segment. */
export interface DeliveryReceipt {
  /** As the message centre wrote it. */
  readonly messageId: string
  /** `final: false` says it is still on its way. */
  readonly outcome: 'delivered' | 'failed' | 'pending'
  /** The final state and the network's error code, e.g. `UNDELIV 045`. */
  readonly detail: string
}

// SMPP 3.4, 5.2.28 and appendix B.
const states = ['', 'ENROUTE', 'DELIVRD', 'EXPIRED', 'DELETED', 'UNDELIV', 'ACCEPTD', 'UNKNOWN', 'REJECTD']
const pending = new Set(['ENROUTE', 'ACCEPTD', 'UNKNOWN', 'BUFFRED', 'BUFFERED'])

/** The receipt in a deliver_sm, from its TLVs or from its text; null when it is a message of a person. */
export function readReceipt(pdu: Pdu): DeliveryReceipt | null {
  const text = messageText(pdu)
  const fields = fieldsOf(text)
  const messageId = (pdu.receipted_message_id ?? fields.get('id') ?? '').trim()
  const state = (states[pdu.message_state ?? 0] || fields.get('stat') || '').toUpperCase()
  // Bits 2–5 of esm_class hold the type: 0001 is a receipt. Some centres forget it and only write the text.
  const announced = ((pdu.esm_class ?? 0) & 0x3c) === 0x04
  if (messageId === '' || state === '' || !(announced || fields.has('stat'))) return null
  const error = fields.get('err') ?? ''
  const detail = [state, /^0*$/.test(error) ? '' : error].filter(Boolean).join(' ')
  if (state === 'DELIVRD') return { messageId, outcome: 'delivered', detail }
  return { messageId, outcome: pending.has(state) ? 'pending' : 'failed', detail }
}

/** `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…` */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(/\b(id|sub|dlvrd|stat|err):\s*(\S*)/gi)) {
    if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value)
  }
  return fields
}

/** The text of a deliver_sm, whichever alphabet and field it came in. */
export function messageText(pdu: Pdu): string {
  const carried = pdu.message_payload ?? pdu.short_message
  return carried === undefined ? '' : decode(carried, pdu.data_coding ?? 0)
}

function decode({ message }: ShortMessage, dataCoding: number): string {
  if (typeof message === 'string') return message
  // 15 is what Chinese gateways use for GB18030; the package leaves alphabets that it does not know as octets.
  return new TextDecoder(dataCoding === 15 ? 'gb18030' : 'latin1').decode(message)
}

/**
 * Which of the two writes message ids in hexadecimal: neither (both write them alike), the answer to submit_sm, or the
 * receipt. Message centres differ.
 */
export const idFormats = ['same', 'hex_answer', 'hex_receipt'] as const
export type IdFormat = (typeof idFormats)[number]

/** A message id as it is stored and looked for: without leading zeros, in lower case or in decimal. */
export function plainId(messageId: string, place: 'answer' | 'receipt', format: IdFormat): string {
  const id = messageId
    .trim()
    .toLowerCase()
    .replace(/^0+(?=.)/, '')
  const inHex = format === `hex_${place}`
  return inHex && /^[0-9a-f]{1,32}$/.test(id) ? BigInt(`0x${id}`).toString() : id
}
