import type { Language, LocalisedName, Question } from './answer.ts'
import { channelText, propertyText } from './known-values.ts'
import { numberFormatsOf } from './number-formats.ts'
import { tagValuesOf } from './tag-values.ts'
import { pictureTexts } from './texts.ts'
import { stretchText } from './value-text.ts'

/** How what an answer names by its key is called. */
export interface Names {
  /** Title of an event. */
  event(name: string): string | undefined
  segment(key: string): LocalisedName | undefined
  tag(key: string): { readonly name: LocalisedName; readonly type: string } | undefined
}

interface ValueNames {
  /** A value that the answer is broken down by; undefined where the answer itself says what it is called. */
  broken(value: string): string | undefined
  /** Of what something is a fact of those who left a funnel: the tag, the attribute or the property. */
  factor(kind: string, factor: string): string
  fact(kind: string, factor: string, fact: string): string
}

/** What values are called, which the store knows by their keys. */
export function valueNamesOf({ breakdown }: Question, language: Language, names: Names): ValueNames {
  const format = numberFormatsOf(language)
  const tagValue = tagValuesOf(language)
  const attributes: Readonly<Partial<Record<string, string>>> = pictureTexts[language].attributes
  const ofTag = (key: string, value: string) => {
    const type = names.tag(key)?.type ?? 'string'
    // Rounded, two numbers that stand side by side could read the same.
    return type === 'number' ? stretchText(format, value) : tagValue({ key, type }, value)
  }
  const ofAttribute = (key: string, value: string) => tagValue({ key, type: 'string' }, value)
  return {
    broken: (value) => {
      if (breakdown === undefined || value.startsWith('$')) return undefined
      if (breakdown.bins !== undefined) return stretchText(format, value)
      if (breakdown.by === 'tag') return ofTag(breakdown.tag ?? '', value)
      if (breakdown.by === 'attribute') return ofAttribute(breakdown.attribute ?? '', value)
      return propertyText(language, breakdown.by === 'property' ? breakdown.property : breakdown.by, value)
    },
    factor: (kind, factor) => {
      if (kind === '$attribute') return attributes[factor] ?? factor
      const tag = kind === '$tag' ? names.tag(factor) : undefined
      return tag === undefined ? factor : format.name(tag.name)
    },
    fact: (kind, factor, fact) => {
      if (kind === '$tag') return ofTag(factor, fact)
      if (kind === '$attribute') return ofAttribute(factor, fact)
      if (kind === '$channel') return channelText(language, fact) ?? fact
      if (kind === '$property') return propertyText(language, factor, fact) ?? fact
      return names.event(fact) || fact
    },
  }
}
