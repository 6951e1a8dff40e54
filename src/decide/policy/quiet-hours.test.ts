import { expect, it } from 'vitest'
import { quietAction } from './quiet-hours.ts'
import { contactPolicy } from './schema.ts'

const policy = contactPolicy.parse({
  quietHours: { from: '21:00', to: '09:00', channels: ['sms'], action: 'hold' },
})
const at = (time: string) => new Date(`2026-11-01T${time}:00+08:00`)

it('is quiet across midnight in business time, from the first minute to before the last', () => {
  const found = ['20:59', '21:00', '23:59', '00:00', '08:59', '09:00', '12:00'].map((time) =>
    quietAction(policy, 'sms', at(time), 'Asia/Shanghai'),
  )
  expect(found).toEqual(['none', 'hold', 'hold', 'hold', 'hold', 'none', 'none'])
})

it('leaves channels alone that are not listed', () => {
  expect(quietAction(policy, 'push', at('23:00'), 'Asia/Shanghai')).toBe('none')
})

it('has no quiet hours when both times are equal or none are set', () => {
  const equal = contactPolicy.parse({ quietHours: { from: '09:00', to: '09:00' } })
  expect(quietAction(equal, 'sms', at('09:00'), 'Asia/Shanghai')).toBe('none')
  expect(quietAction(contactPolicy.parse({ quietHours: null }), 'sms', at('23:00'), 'Asia/Shanghai')).toBe(
    'none',
  )
})
