import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findWords, type SensitiveWord } from './find-words.ts'
import { measureSms } from './sms-segments.ts'

// Characters of 3GPP TS 23.038, 6.2.1, written down once more from the tables by their code points.
const basic = [
  0x40, 0xa3, 0x24, 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, 0x0a, 0xd8, 0xf8, 0x0d, 0xc5, 0xe5, 0x394, 0x5f,
  0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, 0xc6, 0xe6, 0xdf, 0xc9, 0x20, 0x21, 0x22,
  0x23, 0xa4, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x34,
  0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0xa1, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46,
  0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58,
  0x59, 0x5a, 0xc4, 0xd6, 0xd1, 0xdc, 0xa7, 0xbf, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a,
  0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0xe4, 0xf6,
  0xf1, 0xfc, 0xe0,
].map((code) => String.fromCodePoint(code))
const extension = [0x0c, 0x5e, 0x7b, 0x7d, 0x5c, 0x5b, 0x7e, 0x5d, 0x7c, 0x20ac].map((code) =>
  String.fromCodePoint(code),
)

/** Cut a text greedily into pieces that fit, never inside a character. */
function pieces(text: string, width: (char: string) => number, alone: number, joined: number): number {
  const widths = [...text].map(width)
  if (widths.reduce((sum, one) => sum + one, 0) <= alone) return text === '' ? 0 : 1
  let count = 1
  let left = joined
  for (const one of widths) {
    if (one > left) {
      count += 1
      left = joined
    }
    left -= one
  }
  return count
}

describe('the length of a text message', () => {
  it('knows the 127 characters of the default alphabet and the ten of its extension', () => {
    expect(basic).toHaveLength(127)
    for (const char of basic) expect(measureSms(char)).toMatchObject({ encoding: 'gsm-7', units: 1 })
    for (const char of extension) expect(measureSms(char)).toMatchObject({ encoding: 'gsm-7', units: 2 })
  })

  it('fits 160 septets alone and 153 in each of several, escaped characters never parted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...basic, ...extension, ...extension, ...extension), { maxLength: 700 }),
        (chars) => {
          const text = chars.join('')
          const size = measureSms(text)
          expect(size.encoding).toBe('gsm-7')
          expect(size.segments).toBe(pieces(text, (char) => (extension.includes(char) ? 2 : 1), 160, 153))
        },
      ),
    )
  })

  it('fits 70 UTF-16 units alone and 67 in each of several as soon as one character is outside, pairs never parted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('中', '银', '行', 'a', '9', '😀', '𠮷', '€'), { maxLength: 400 }),
        (chars) => {
          const text = `中${chars.join('')}`
          const size = measureSms(text)
          expect(size.encoding).toBe('ucs-2')
          expect(size.units).toBe(text.length)
          expect(size.segments).toBe(pieces(text, (char) => char.length, 70, 67))
        },
      ),
    )
  })

  it('says how much still fits', () => {
    expect(measureSms('中'.repeat(70))).toEqual({ encoding: 'ucs-2', units: 70, segments: 1, left: 0 })
    expect(measureSms('中'.repeat(71))).toEqual({ encoding: 'ucs-2', units: 71, segments: 2, left: 63 })
    expect(measureSms('a'.repeat(160))).toEqual({ encoding: 'gsm-7', units: 160, segments: 1, left: 0 })
    expect(measureSms(`${'a'.repeat(152)}€${'a'.repeat(10)}`)).toMatchObject({ segments: 2, left: 141 })
    expect(measureSms('')).toEqual({ encoding: 'gsm-7', units: 0, segments: 0, left: 160 })
    expect(measureSms('`')).toMatchObject({ encoding: 'ucs-2' })
  })
})

const word = (text: string): SensitiveWord => ({
  word: text,
  severity: 'forbidden',
  topic: '',
  source: '',
  suggestion: '',
})
const found = (text: string, ...words: string[]): string[] =>
  findWords(text, words.map(word)).map(({ at, length }) => text.slice(at, at + length))

describe('sensitive words', () => {
  it('are found whatever their case, width, blanks and dots inside', () => {
    expect(found('本产品保 本、保·息，Risk-Free！', '保本', '保息', 'risk-free')).toEqual([
      '保 本',
      '保·息',
      'Risk-Free',
    ])
    expect(found('ＲＩＳＫ－ＦＲＥＥ １００％安全', 'risk-free', '100%安全')).toEqual([
      'ＲＩＳＫ－ＦＲＥＥ',
      '１００％安全',
    ])
  })

  it('are told once where a longer one covers them, and again elsewhere', () => {
    expect(found('保本保息，真的保本', '保本', '保本保息')).toEqual(['保本保息', '保本'])
  })

  it('are not looked for in variables and tags', () => {
    expect(found('{{ tag.最佳 }}{% if x == "最佳" %}好{% endif %}', '最佳')).toEqual([])
    expect(found('最{{ name }}佳', '最佳')).toEqual([])
  })

  it('are found wherever they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('甲', '乙', '丙', '丁'), { maxLength: 60 }), (chars) => {
        const text = chars.join('')
        const expected = [...text.matchAll(/(?=甲乙)/g)].map(({ index }) => index)
        expect(findWords(text, [word('甲乙')]).map(({ at }) => at)).toEqual(expected)
      }),
    )
  })
})
