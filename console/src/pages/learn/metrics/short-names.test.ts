import { expect, it } from 'vitest'
import { withoutCommonStart } from './short-names.ts'

it('leaves out what all names begin with, and never a part of a word or a whole name', () => {
  expect(withoutCommonStart(['榕湾银行三明分行', '榕湾银行福州分行'])).toEqual(['三明分行', '福州分行'])
  expect(withoutCommonStart(['Banyan South', 'Banyan Southern'])).toEqual(['South', 'Southern'])
  expect(withoutCommonStart(['high', 'higher'])).toEqual(['high', 'higher'])
  expect(withoutCommonStart(['上海', '上海浦东'])).toEqual(['上海', '上海浦东'])
  expect(withoutCommonStart(['alone'])).toEqual(['alone'])
})
