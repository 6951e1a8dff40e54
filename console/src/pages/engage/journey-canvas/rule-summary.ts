import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import { type Leaf } from '../../understand/rule-builder/model/leaf.ts'
import { nodesOf, readTree, type RuleNode } from '../../understand/rule-builder/model/tree.ts'
import { useRuleWords } from '../../understand/rule-builder/rule-words.ts'
import type { JourneyNames } from './journey-names.ts'

/** A rule in a few words, as they fit on a card: its first condition, and how many follow. */
export function useRuleSummary(names: JourneyNames): (rule: unknown) => string {
  const { t } = useTranslation()
  const words = useRuleWords()
  const format = useFormats()
  return useMemo(() => {
    const valueText = (value: unknown): string => {
      if (Array.isArray(value)) return value.slice(0, 3).map(valueText).join('–')
      if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
      if (typeof value === 'number') return format.decimal(value)
      return typeof value === 'string' ? value : ''
    }
    const leafText = (leaf: Leaf): string => {
      switch (leaf.kind) {
        case 'tag':
          return `${names.name('tag', leaf.tag)} ${words.operator(leaf.op)} ${valueText(leaf.value)}`.trim()
        case 'attribute':
          return `${words.attribute(leaf.attribute)} ${words.operator(leaf.op)} ${valueText(leaf.value)}`.trim()
        case 'segment':
          return `${t('rules.kinds.segment')} ${names.name('segment', leaf.segment)}`
        case 'list':
          return `${t('rules.kinds.list')} ${names.name('list', leaf.list)}`
        case 'behaviour': {
          const never = leaf.op === 'eq' && leaf.value === 0
          return `${t(never ? 'rules.kinds.didNot' : 'rules.kinds.behaviour')} ${names.name('event', leaf.behaviour.event)}`
        }
        case 'firstTime':
          return `${t('rules.kinds.firstTime')} ${names.name('event', leaf.firstTime.event)}`
        case 'holding':
          return `${t('rules.kinds.holding')} ${words.productClass(leaf.holding.class ?? leaf.holding.product ?? '')}`
        default:
          return t(`rules.kinds.${leaf.kind}`)
      }
    }
    return (rule) => {
      if (rule === undefined || rule === null) return ''
      const conditions = [...nodesOf(readTree(rule))].filter(
        (node): node is Extract<RuleNode, { type: 'condition' }> => node.type === 'condition',
      )
      const [first] = conditions
      if (first === undefined) return ''
      const text = leafText(first.leaf)
      const start = first.negated ? t('rules.not', { subject: text }) : text
      return conditions.length === 1 ? start : t('journeys.more', { start, count: conditions.length - 1 })
    }
  }, [names, words, format, t])
}
