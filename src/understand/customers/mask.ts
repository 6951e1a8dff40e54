import { maskBody } from '../../collect/protocols/index.ts'

// Class C2 of JR/T 0171-2020 on screen: enough to recognise what one already knows, not enough to learn it.

/** 王小明 → 王** */
export function maskName(name: string): string {
  const [first = '', ...rest] = name
  return first + '*'.repeat(Math.min(rest.length, 8))
}

/** 13812345678 → 138****5678 */
export function maskPhone(phone: string): string {
  return phone.length >= 9 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'
}

/** wang.li@example.com → w***@example.com */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at > 0 ? `${email.slice(0, 1)}***${email.slice(at)}` : '****'
}

/** 1986-03-17 → 1986-**-** */
export function maskBirthDate(day: string): string {
  return `${day.slice(0, 4)}-**-**`
}

/** Accounts, cards and identifiers of devices keep their last four characters. */
export function maskAccount(account: string): string {
  return account.length > 6 ? `****${account.slice(-4)}` : '****'
}

/** Names of attributes that hold personal data, in lower case without separators. */
const personal =
  /^(?:account|card)(?:no|number)?$|^(?:id|identity)(?:document|card|no|number)|^(?:phone|mobile(?!bank)|tel|email|address|home|passport|wechat|qq)|姓名|证件|身份|手机|电话|邮箱|地址/

export function isPersonal(attribute: string): boolean {
  return personal.test(attribute.toLowerCase().replaceAll(/[\s_.-]/g, ''))
}

/** Free fields of events and holdings: by the name of the field, and whatever looks like a phone or an identity card. */
export function maskProperties(properties: Readonly<Record<string, string>>): Record<string, string> {
  const masked = Object.entries(properties).map(([name, value]) => [
    name,
    isPersonal(name) && value !== '' ? '****' : value,
  ])
  return JSON.parse(maskBody(JSON.stringify(Object.fromEntries(masked)))) as Record<string, string>
}
