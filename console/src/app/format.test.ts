import { describe, expect, it } from 'vitest'
import { formatsOf } from './format.ts'

describe('numbers as a Chinese or English reader writes them', () => {
  it('shortens by 万 and 亿 in Chinese, by K and M in English', () => {
    expect(formatsOf('zh-CN').short(12_345)).toBe('1.23万')
    expect(formatsOf('zh-CN').short(123_456_789)).toBe('1.23亿')
    expect(formatsOf('en').short(12_345)).toBe('12.35K')
  })

  it('keeps numbers below ten thousand exact', () => {
    expect(formatsOf('zh-CN').short(9_876)).toBe('9,876')
  })

  it('writes the difference of two rates in percentage points', () => {
    expect(formatsOf('en').points(0.0251)).toBe('+2.51 pp')
    expect(formatsOf('zh-CN').points(-0.0251)).toBe('-2.51百分点')
  })

  it('writes a dash for what is not known, and never 0', () => {
    expect(formatsOf('en').count(null)).toBe('—')
    expect(formatsOf('en').share(undefined)).toBe('—')
  })

  it('writes instants in the business time zone', () => {
    expect(formatsOf('en').time('2026-11-01T20:00:00Z')).toBe('2 Nov 2026, 04:00:00')
  })

  it('falls back to whatever language a name has', () => {
    expect(formatsOf('en').name({ 'zh-CN': '代发客户' })).toBe('代发客户')
  })
})

describe('what is stored in two languages', () => {
  const both = '开户 15 至 120 天，近 30 天无交易。 Opened 15 to 120 days ago, no transaction.'
  it('is read in one', () => {
    expect(formatsOf('zh-CN').text(both)).toBe('开户 15 至 120 天，近 30 天无交易。')
    expect(formatsOf('en').text(both)).toBe('Opened 15 to 120 days ago, no transaction.')
  })

  it('is left whole when it is in one language only, or mixes them', () => {
    for (const text of ['只有中文。', 'Only English.', '续作 App 首页。 In 榕湾 only.', ''])
      expect(formatsOf('en').text(text)).toBe(text)
  })
})
