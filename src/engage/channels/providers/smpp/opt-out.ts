/** What people answer to stop messages: “拒收请回复R” is the wording operators ask for, TD and 退订 are the older ones. */
export const defaultOptOutWords = ['R', 'TD', 'T', 'N', 'QX', '退订', '拒收', '取消', 'STOP', 'UNSUBSCRIBE']

const noise = /[\s\p{P}\p{S}\p{Cf}]/gu

/** Does a customer's answer say that no more messages are wanted? Full-width letters, case and punctuation don't matter. */
export function isOptOut(text: string, words: readonly string[] = defaultOptOutWords): boolean {
  const said = plain(text).replace(/^回复(?=.)/u, '')
  return words.some((word) => plain(word) === said) || /^(?:TD|退订|拒收)/u.test(said)
}

const plain = (text: string): string => text.normalize('NFKC').replaceAll(noise, '').toUpperCase()
