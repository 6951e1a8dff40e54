import { expect, it } from 'vitest'
import { isOptOut } from './opt-out.ts'

it.each(['R', 'r', ' Ｒ ', 'R。', '“R”', '回复R', 'TD', 'td', '退订', '退订！', 'TD退订', '拒收', 'stop'])(
  'takes %j for an opt-out',
  (text) => expect(isOptOut(text)).toBe(true),
)

it.each(['', 'Really?', '好的', '谢谢', 'TOTAL', 'Rate', '1', '不要取消我的预约'])(
  'takes %j for something else',
  (text) => expect(isOptOut(text)).toBe(false),
)

it('listens to words of the bank’s own', () => {
  expect(isOptOut('0000', ['0000'])).toBe(true)
  expect(isOptOut('0000')).toBe(false)
})
