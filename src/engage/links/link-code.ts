import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../platform/config.ts'

// A code is one number in base 62: the link's id, then 32 bits of the customer, then 40 bits of proof. The proof is a
// keyed hash of both, and the customer is covered by a hash of the proof (as in SIV modes), so codes neither tell whose
// they are nor can be guessed: of a million tries one in a million hits. 16 characters while ids are below 8 million.

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const values = new Map([...alphabet].map((char, i) => [char, BigInt(i)]))
const base = BigInt(alphabet.length)
const proofBits = 40n
const customerBits = 32n
const shortestCode = 16
const longestCode = 24
const largestId = BigInt(Number.MAX_SAFE_INTEGER)

export interface LinkCode {
  readonly link: number
  readonly customer: number
}

/** The code of a link for one customer; always the same for the same two. */
export function encodeLink(config: Config, { link, customer }: LinkCode): string {
  const proof = proofOf(config, link, customer)
  const covered = BigInt((customer ^ coverOf(config, link, proof)) >>> 0)
  let number =
    (((BigInt(link) << customerBits) | covered) << proofBits) | BigInt(`0x${proof.toString('hex')}`)
  let code = ''
  for (; number > 0n; number /= base) code = `${alphabet[Number(number % base)] ?? ''}${code}`
  return code.padStart(shortestCode, '0')
}

/** What a code stands for; undefined when it is not one of ours. */
export function decodeLink(config: Config, code: string): LinkCode | undefined {
  if (code.length === 0 || code.length > longestCode) return undefined
  let number = 0n
  for (const char of code) {
    const value = values.get(char)
    if (value === undefined) return undefined
    number = number * base + value
  }
  const id = number >> (proofBits + customerBits)
  if (id === 0n || id > largestId) return undefined
  const link = Number(id)
  const given = Buffer.from(
    BigInt.asUintN(Number(proofBits), number)
      .toString(16)
      .padStart(Number(proofBits) / 4, '0'),
    'hex',
  )
  const covered = Number(BigInt.asUintN(Number(customerBits), number >> proofBits))
  const customer = (covered ^ coverOf(config, link, given)) >>> 0
  return timingSafeEqual(given, proofOf(config, link, customer)) ? { link, customer } : undefined
}

const hash = (config: Config, purpose: string, text: string): Buffer =>
  createHmac('sha256', Buffer.from(config.keys.identifier, 'hex')).update(`link ${purpose} ${text}`).digest()

const proofOf = (config: Config, link: number, customer: number): Buffer =>
  hash(config, 'proof', `${link} ${customer}`).subarray(0, Number(proofBits) / 8)

const coverOf = (config: Config, link: number, proof: Buffer): number =>
  hash(config, 'cover', `${link} ${proof.toString('hex')}`).readUInt32BE(0)
