import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../app/format.ts'
import { useRuleWords } from '../../understand/rule-builder/rule-words.ts'
import { useChannelName } from '../channel-name.ts'
import type { JourneyNames } from './journey-names.ts'
import {
  type CustomerDate,
  type Entry,
  entryTypeOf,
  type ExitCondition,
  type GraphNode,
  type Happening,
} from './model/graph.ts'
import type { Ending, Output } from './model/outputs.ts'
import { useRuleSummary } from './rule-summary.ts'

/** What nodes, their ways and the entry say on the canvas, in the reader's language. */
export function useSentences(names: JourneyNames) {
  const { t } = useTranslation()
  const format = useFormats()
  const words = useRuleWords()
  const channelName = useChannelName()
  const rule = useRuleSummary(names)
  return useMemo(() => {
    const open = t('journeys.open')
    const list = (parts: readonly string[]) => parts.filter((part) => part !== '').join(t('journeys.comma'))
    const either = (value: string | readonly string[] | undefined) =>
      typeof value === 'string' ? value : (value ?? []).join(' / ')

    const happening = (condition: Happening | undefined): string => {
      if (condition === undefined) return open
      if ('ledger' in condition) {
        const { direction, operation, category, minAmount } = condition.ledger
        return list([
          direction === undefined ? t('journeys.ledger.any') : t(`journeys.ledger.${direction}`),
          either(operation),
          either(category),
          minAmount === undefined ? '' : t('journeys.ledger.atLeast', { amount: format.decimal(minAmount) }),
        ])
      }
      const event = (condition.event ?? '') === '' ? open : names.name('event', condition.event ?? '')
      const tests = (condition.where ?? []).map(
        ({ property, op, value }) =>
          `${property} ${words.operator(op)} ${Array.isArray(value) ? value.join('/') : (value ?? '')}`,
      )
      return tests.length === 0 ? event : `${event} (${tests.join(', ')})`
    }
    const duration = ({
      days = 0,
      hours = 0,
      minutes = 0,
    }: {
      days?: number
      hours?: number
      minutes?: number
    }) =>
      [
        days > 0 ? t('journeys.duration.days', { count: days }) : '',
        hours > 0 ? t('journeys.duration.hours', { count: hours }) : '',
        minutes > 0 ? t('journeys.duration.minutes', { count: minutes }) : '',
      ]
        .filter((part) => part !== '')
        .join(' ') || open
    const day = (date: CustomerDate | undefined): string => {
      if (date === undefined) return open
      if ('holding' in date) {
        const { class: kind, product } = date.holding
        const what =
          kind === undefined ? (product ?? t('journeys.date.anyHolding')) : words.productClass(kind)
        return t(`journeys.date.${date.field}`, { what })
      }
      if ('tag' in date) return date.tag === undefined ? open : names.name('tag', date.tag)
      return 'attribute' in date && date.attribute !== undefined ? words.attribute(date.attribute) : open
    }
    const shifted = (date: string, offset = 0) =>
      offset === 0
        ? date
        : t(offset < 0 ? 'journeys.date.before' : 'journeys.date.after', { count: Math.abs(offset), date })

    const node = (one: GraphNode): string => {
      switch (one.type) {
        case 'message': {
          if (one.route === undefined)
            return t('journeys.sentence.message', {
              channel: one.channel === undefined ? open : channelName(one.channel),
              template: one.template === undefined ? open : names.name('template', one.template),
            })
          return t('journeys.sentence.route', {
            channels: one.route.channels.map(channelName).join(' → ') || open,
            by: t(`journeys.routeBy.${one.route.by ?? 'order'}`),
          })
        }
        case 'lead':
          return t('journeys.sentence.lead', { title: one.title ?? open, count: one.dueDays ?? 0 })
        case 'benefit':
          return t('journeys.sentence.benefit', { benefit: one.benefit ?? open })
        case 'webhook':
          return t('journeys.sentence.webhook', { url: one.endpoint ?? one.url ?? open })
        case 'wait':
          return t('journeys.sentence.wait', { duration: duration(one) })
        case 'wait_until': {
          const date =
            one.date === undefined
              ? ''
              : shifted(typeof one.date === 'string' ? one.date : day(one.date), one.offsetDays)
          const weekdays = (one.weekdays ?? [])
            .map((number) => t(`journeys.weekdays.${number as 1}`))
            .join(' ')
          return t('journeys.sentence.wait_until', {
            when: list([date, weekdays, one.at ?? open, one.tradingDay ? t('journeys.tradingDay') : '']),
          })
        }
        case 'wait_for_event':
          return t('journeys.sentence.wait_for_event', {
            condition: happening(one.condition),
            duration: duration({ days: one.withinDays ?? 0, hours: one.withinHours ?? 0 }),
          })
        case 'rule_split':
          return t('journeys.sentence.rule_split', { count: one.branches.length })
        case 'split':
          return t('journeys.sentence.split', {
            shares: one.branches.map(({ percent }) => `${percent ?? '?'}%`).join(' / '),
          })
        case 'holdout':
          return t(one.scope === 'global' ? 'journeys.sentence.holdoutGlobal' : 'journeys.sentence.holdout', {
            percent: one.percent ?? '?',
          })
        case 'set_tag':
          return one.value === null
            ? t('journeys.sentence.clear_tag', {
                tag: one.tag === undefined ? open : names.name('tag', one.tag),
              })
            : t('journeys.sentence.set_tag', {
                tag: one.tag === undefined ? open : names.name('tag', one.tag),
                value:
                  typeof one.value === 'boolean'
                    ? t(one.value ? 'common.yes' : 'common.no')
                    : String(one.value ?? open),
              })
        case 'jump':
          return t('journeys.sentence.jump', { to: one.to ?? open })
        case 'goal':
          return t('journeys.sentence.goal', {
            condition: happening(one.condition),
            count: one.withinDays ?? 0,
          })
        case 'exit':
          return one.reason ?? t('journeys.sentence.exit')
      }
    }

    const entry = (one: Entry): string => {
      switch (entryTypeOf(one)) {
        case 'segment':
          return t(one.schedule === 'once' ? 'journeys.sentence.segmentOnce' : 'journeys.sentence.segment', {
            segment: one.segment === undefined ? open : names.name('segment', one.segment),
          })
        case 'event':
          return t('journeys.sentence.event', { condition: happening(one) })
        case 'date':
          return t('journeys.sentence.date', { date: shifted(day(one.date), one.offsetDays) })
        case 'api':
          return t('journeys.sentence.api')
        case 'journey': {
          const moment = (['entered', 'goal', 'exit'] as const).find((at) => at === one.at) ?? 'entered'
          return t(`journeys.sentence.from_${moment}`, {
            journey: one.journey === undefined ? open : names.name('journey', one.journey),
          })
        }
      }
    }

    const way = (from: GraphNode | undefined, output: Output): string => {
      if (output.role !== 'branch') return t(`journeys.ways.${output.role}`)
      const place = output.index ?? 0
      const letter = String.fromCharCode(65 + place)
      if (from?.type === 'split') {
        const branch = from.branches[place]
        return `${branch?.name ?? letter} · ${branch?.percent ?? '?'}%`
      }
      if (from?.type === 'rule_split') {
        const branch = from.branches[place]
        const text = branch?.name ?? rule(branch?.rule)
        return text === '' ? t('journeys.ways.branch', { letter }) : text
      }
      return letter
    }
    const ending = (one: Ending, from: GraphNode) =>
      one === '$holdout'
        ? t('journeys.ways.holdout', { percent: from.type === 'holdout' ? (from.percent ?? '?') : '' })
        : t('journeys.ways.goal')
    const exitCondition = (condition: ExitCondition): string =>
      'rule' in condition ? rule(condition.rule) || open : happening(condition)
    const title = (one: GraphNode): string => one.label ?? t(`journeys.types.${one.type}`)
    return { node, entry, way, ending, happening, exitCondition, rule, day, title }
  }, [t, format, words, channelName, rule, names])
}
export type Sentences = ReturnType<typeof useSentences>
