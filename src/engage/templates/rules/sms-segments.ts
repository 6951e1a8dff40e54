// Septets of the GSM 7 bit default alphabet and of its extension table (3GPP TS 23.038, 6.2.1), and how many fit: 140
// octets are 160 septets or 70 UCS-2 characters; a concatenated message spends 6 of them on its header (TS 23.040, 9.2.3.24).

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
    '¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extension = new Set('\f^{}\\[~]|€')

const limits = {
  'gsm-7': { alone: 160, joined: 153 },
  'ucs-2': { alone: 70, joined: 67 },
} as const

export interface SmsSize {
  readonly encoding: keyof typeof limits
  /** Septets or UTF-16 code units. */
  readonly units: number
  readonly segments: number
  /** Units that fit before there is one segment more. */
  readonly left: number
}

/**
 * How a text travels. Units that belong together (an escaped character, a surrogate pair) are never parted, so a segment
 * may stay one unit short.
 */
export function measureSms(text: string): SmsSize {
  const characters = [...text]
  const isGsm = characters.every((char) => basic.has(char) || extension.has(char))
  const encoding = isGsm ? 'gsm-7' : 'ucs-2'
  const widths = characters.map((char) => (isGsm ? (extension.has(char) ? 2 : 1) : char.length))
  const units = widths.reduce((sum, width) => sum + width, 0)
  const { alone, joined } = limits[encoding]
  if (units <= alone) return { encoding, units, segments: units === 0 ? 0 : 1, left: alone - units }
  let segments = 1
  let used = 0
  for (const width of widths) {
    if (used + width > joined) {
      segments += 1
      used = 0
    }
    used += width
  }
  return { encoding, units, segments, left: joined - used }
}
