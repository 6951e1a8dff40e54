import type { RuleCatalogue } from './catalogue.ts'
import type { Language } from './names.ts'
import { type Rule, visitRule } from './rule.ts'

interface Phrase {
  readonly text: string
  /** Joined by "and" or "or": needs brackets inside another. */
  readonly joined: boolean
}

const bracketed = (phrase: Phrase, language: Language): string =>
  phrase.joined ? (language === 'en' ? `(${phrase.text})` : `（${phrase.text}）`) : phrase.text

function join(phrases: readonly Phrase[], word: string, language: Language): Phrase {
  const [only] = phrases
  if (phrases.length === 1 && only) return only
  return { text: phrases.map((phrase) => bracketed(phrase, language)).join(word), joined: true }
}

/** The rule as a sentence: "AUM is at least 50000 CNY and not (gender is male)". */
export function describeRule(rule: Rule, catalogue: RuleCatalogue, language: Language): string {
  const [and, or] = language === 'en' ? [' and ', ' or '] : ['，且', '，或']
  return visitRule<Phrase>(rule, {
    all: (children) => join(children, and, language),
    any: (children) => join(children, or, language),
    not: (child) => ({
      text: language === 'en' ? `not (${child.text})` : `非（${child.text}）`,
      joined: false,
    }),
    leaf: (leaf, kind) => ({ text: kind.describe(leaf, catalogue, language), joined: false }),
  }).text
}
