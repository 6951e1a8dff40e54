/** A short message as it goes over the air: one entry of `parts` a segment. */
export interface EncodedText {
  /** SMPP data_coding: 0 GSM 7-bit (one septet an octet), 8 UCS-2. */
  readonly dataCoding: 0 | 8
  readonly parts: readonly string[]
}

// 3GPP TS 23.038: the default alphabet, and what takes two septets through the extension table.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('\f^{}\\[~]|€')

// 140 octets a segment; a user data header of six octets takes its part of every segment of a long message.
const limits = { 0: { alone: 160, joined: 153 }, 8: { alone: 70, joined: 67 } } as const

/**
 * Cut a text into the segments that it is sent and billed as: 160 or 153 septets, 70 or 67 UCS-2 characters.
 * Characters that take two units (extension table, surrogate pairs) are never cut in half.
 */
export function encodeText(text: string): EncodedText {
  const characters = [...text]
  const gsm = characters.every((character) => basic.has(character) || extended.has(character))
  const dataCoding = gsm ? 0 : 8
  const size = (character: string): number => (gsm ? (extended.has(character) ? 2 : 1) : character.length)
  const { alone, joined } = limits[dataCoding]
  if (characters.reduce((sum, character) => sum + size(character), 0) <= alone) {
    return { dataCoding, parts: [text] }
  }
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const character of characters) {
    if (used + size(character) > joined) {
      parts.push(part)
      part = ''
      used = 0
    }
    part += character
    used += size(character)
  }
  return { dataCoding, parts: [...parts, part] }
}

/** Header of a segment of a long message (3GPP TS 23.040, 9.2.3.24.1): 8-bit reference, number of parts, this part. */
export function concatenationHeader(reference: number, parts: number, part: number): Buffer {
  return Buffer.from([5, 0, 3, reference & 0xff, parts, part])
}
