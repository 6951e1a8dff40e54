import smpp from 'smpp'

/** What the message centre said to one segment. */
export type SubmitAnswer =
  | { readonly kind: 'accepted'; readonly messageId: string }
  /** The same segment may be taken later. */
  | { readonly kind: 'later'; readonly reason: string }
  /** Never for this segment; `address`: this number can't be reached at all. */
  | { readonly kind: 'refused'; readonly reason: string; readonly address: boolean }
  /** It was sent, and the connection broke before the answer: it may have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string }

const { errors } = smpp

/** SMPP 3.4, 5.1.3: what passes with time. Everything else is wrong with the message or the account. */
const passing = new Set(
  [
    'ESME_RTHROTTLED',
    'ESME_RMSGQFUL',
    'ESME_RSYSERR',
    'ESME_RX_T_APPN',
    'ESME_RSUBMITFAIL',
    'ESME_RINVBNDSTS',
    'ESME_RSERTYPUNAVAIL',
  ].map((name) => errors[name]),
)
const aboutTheNumber = new Set(
  ['ESME_RINVDSTADR', 'ESME_RINVDSTTON', 'ESME_RINVDSTNPI'].map((name) => errors[name]),
)

const names = new Map(Object.entries(errors).map(([name, status]) => [status, name]))

export function answerOf(status: number, messageId: string | undefined): SubmitAnswer {
  if (status === 0) return { kind: 'accepted', messageId: messageId ?? '' }
  const reason = nameOf(status)
  if (passing.has(status)) return { kind: 'later', reason }
  return { kind: 'refused', reason, address: aboutTheNumber.has(status) }
}

/** `ESME_RTHROTTLED`, or the number for what vendors invented. */
export function nameOf(status: number): string {
  return names.get(status) ?? `status 0x${status.toString(16).padStart(8, '0')}`
}
