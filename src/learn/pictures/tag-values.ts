import type { Language } from './answer.ts'
import { numberFormatsOf } from './number-formats.ts'
import { pictureTexts } from './texts.ts'

/** What tells how a value is written: of a tag, or of a column of the customer master data. */
interface Valued {
  readonly key: string
  readonly type: string
}

/** What a value of a tag is called in one language. Texts, such as the tiers that a tag defines, are their own names. */
export function tagValuesOf(language: Language): (tag: Valued, value: string) => string {
  const { yes, no, female, male } = pictureTexts[language].tagValues
  const format = numberFormatsOf(language)
  return ({ key, type }, value) => {
    if (type === 'boolean') return value === 'true' || value === '1' ? yes : no
    if (type === 'number')
      return value !== '' && Number.isFinite(Number(value)) ? format.decimal(Number(value)) : value
    if (key !== 'gender') return value
    return value === 'female' ? female : value === 'male' ? male : value
  }
}
