import { maskValue } from '../liquid/mask.ts'

const names = new Set(['name', 'salutation', 'salutation@en'])
const days = new Set(['birth_date'])
const personal =
  /phone|mobile|tel|mail|addr|card|account|passport|wechat|id_?(?:no|number)|姓名|证件|身份|手机|电话|邮箱|地址/i

/** Values of a customer as somebody may see them who only looks at a template. Lengths stay, so that previews are true. */
export function maskFacts(facts: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...facts].map(([path, value]) => {
      if (names.has(path)) return [path, maskName(value)]
      if (path === 'number')
        return [path, value.length > 4 ? `${'*'.repeat(value.length - 4)}${value.slice(-4)}` : value]
      if (days.has(path)) return [path, `${value.slice(0, 4)}-**-**`]
      if (path.startsWith('attribute.') && path !== 'attribute.language' && personal.test(path)) {
        return [path, maskValue(value, 'phone')]
      }
      return [path, value]
    }),
  )
}

/** 王小明 → 王**, 王先生 → 王先生 (a surname and a title say no more), Ms Ada Lovelace → Ms A**. */
function maskName(value: string): string {
  if (/^\p{Script=Han}(?:先生|女士)$/u.test(value)) return value
  const [, title = '', name = value] = /^(Mr |Ms )?(.*)$/.exec(value) ?? []
  return `${title}${maskValue(name, 'name')}`
}
