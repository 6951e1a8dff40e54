import { chance, oneOf, text, texts, uniform } from '../draw.ts'
import { surnames } from './names.ts'

const mobilePrefixes = [
  '135',
  '136',
  '137',
  '138',
  '139',
  '150',
  '151',
  '158',
  '159',
  '177',
  '180',
  '186',
  '188',
  '189',
  '199',
]

/** A mobile number, different for every position: the last eight digits are a permutation of 0 … 99,999,999. */
export const phone = `concat(${oneOf(mobilePrefixes, 'phone prefix', 'position')},
    leftPad(toString((toUInt64(position) * 73939133 + {seed:UInt64} * 7919 + 12345678) % 100000000), 8, '0'))`

/** A few customers never gave a phone number. Everyone on the mobile bank did. */
export const hasPhone = `(mobile != 'none' OR ${chance(0.92, 'has phone', 'position')})`

/** Addresses under example.com, which belongs to nobody (RFC 2606). */
export const email = `concat(arrayElement(${texts(surnames.map(([, pinyin]) => pinyin))}, surname + 1), ${text('.')},
    lower(hex(toUInt32(position + 4096))), '@example.com')`
export const hasEmail = chance(`if(age < 45, 0.42, 0.15)`, 'has email', 'position')

/** Four in ten mobile-bank users and one in ten others also use the WeChat mini program. */
export const usesMiniProgram = chance(`if(mobile = 'none', 0.1, 0.42)`, 'mini program', 'position')

/** Stable text of an identifier that a machine hands out. */
export function token(name: string): string {
  return `lower(hex(cityHash64({seed:UInt64}, '${name}', position)))`
}

export const deviceCount = `multiIf(mobile = 'none', 0, ${uniform('devices', 'position')} < 0.82, 1, 2)`
