import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import { useEditing } from './editing.ts'
import type { Leaf } from './model/leaf.ts'
import { useRuleWords } from './rule-words.ts'

/** What a condition is about, as its short name: the tag, the attribute, or the kind. */
export function useSubject(leaf: Leaf): string {
  const { t } = useTranslation()
  const format = useFormats()
  const words = useRuleWords()
  const { catalogue } = useEditing()
  if (leaf.kind === 'tag') {
    const tag = catalogue.tags.get(leaf.tag)
    return tag === undefined ? (leaf.tag === '' ? t('rules.kinds.tag') : leaf.tag) : format.name(tag.name)
  }
  if (leaf.kind === 'attribute') {
    const name = words.attribute(leaf.attribute)
    return name === leaf.attribute ? t('rules.kinds.attribute') : name
  }
  if (
    leaf.kind === 'behaviour' &&
    leaf.op === 'eq' &&
    leaf.value === 0 &&
    (leaf.behaviour.measure ?? 'count') === 'count'
  )
    return t('rules.kinds.didNot')
  return t(`rules.kinds.${leaf.kind}`)
}
