import {
  type CustomerDate,
  type Entry,
  entryId,
  entryTypeOf,
  type Graph,
  type GraphNode,
  type Happening,
} from './graph.ts'
import { readComparison } from '../../../understand/rule-builder/model/comparison.ts'
import { openOutputs } from './outputs.ts'

/** Something still to be chosen before the server can judge the journey. */
export interface Gap {
  readonly node: string
  readonly field:
    | 'next'
    | 'segment'
    | 'event'
    | 'date'
    | 'journey'
    | 'template'
    | 'channel'
    | 'condition'
    | 'rule'
    | 'percent'
    | 'tag'
    | 'value'
    | 'url'
    | 'title'
    | 'benefit'
    | 'duration'
    | 'at'
    | 'days'
  /** Of a way that leads nowhere. */
  readonly handle?: string
}

export function gapsOf(graph: Graph): readonly Gap[] {
  const gaps = entryFields(graph.entry).map((field): Gap => ({ node: entryId, field }))
  if (graph.entry.next === undefined) gaps.push({ node: entryId, field: 'next', handle: 'next' })
  for (const [id, node] of Object.entries(graph.nodes)) {
    for (const field of nodeFields(node)) gaps.push({ node: id, field })
    for (const { handle } of openOutputs(node)) gaps.push({ node: id, field: 'next', handle })
  }
  return gaps
}

type Field = Gap['field']
const missing = (value: unknown, field: Field): readonly Field[] =>
  value === undefined || value === '' ? [field] : []

export const happeningIsOpen = (condition: Happening | undefined): boolean =>
  condition === undefined ||
  ('ledger' in condition
    ? Object.values(condition.ledger).every((value) => value === undefined || value === '')
    : (condition.event ?? '') === '' ||
      (condition.where ?? []).some(
        ({ property, ...test }) => property === '' || readComparison(test) === null,
      ))

export const dateIsOpen = (date: CustomerDate | undefined): boolean =>
  date === undefined ||
  ('attribute' in date && (date.attribute ?? '') === '') ||
  ('tag' in date && (date.tag ?? '') === '') ||
  Object.keys(date).length === 0

const openHappening = (condition: Happening | undefined): readonly Field[] =>
  happeningIsOpen(condition) ? ['condition'] : []

function entryFields(entry: Entry): readonly Field[] {
  switch (entryTypeOf(entry)) {
    case 'segment':
      return missing(entry.segment, 'segment')
    case 'event':
      return happeningIsOpen(entry) ? ['event'] : []
    case 'date':
      return dateIsOpen(entry.date) ? ['date'] : []
    case 'journey':
      return [...missing(entry.journey, 'journey'), ...missing(entry.at, 'at')]
    case 'api':
      return []
  }
}

function nodeFields(node: GraphNode): readonly Field[] {
  switch (node.type) {
    case 'message':
      if (node.route === undefined)
        return [...missing(node.channel, 'channel'), ...missing(node.template, 'template')]
      if (node.route.channels.length === 0) return ['channel']
      return node.route.channels.every((channel) => node.templates?.[channel] !== undefined)
        ? []
        : ['template']
    case 'lead':
      return [...missing(node.title, 'title'), ...missing(node.dueDays, 'days')]
    case 'benefit':
      return missing(node.benefit, 'benefit')
    case 'webhook':
      return node.endpoint === undefined ? missing(node.url, 'url') : []
    case 'wait':
      return (node.days ?? 0) + (node.hours ?? 0) + (node.minutes ?? 0) > 0 ? [] : ['duration']
    case 'wait_until':
      return [
        ...missing(node.at, 'at'),
        ...(typeof node.date === 'object' && dateIsOpen(node.date) ? (['date'] as const) : []),
      ]
    case 'wait_for_event':
      return [
        ...openHappening(node.condition),
        ...((node.withinDays ?? 0) + (node.withinHours ?? 0) > 0 ? [] : (['duration'] as const)),
      ]
    case 'rule_split':
      return node.branches.some(({ rule }) => rule === undefined) ? ['rule'] : []
    case 'split':
      return node.branches.some(({ percent }) => percent === undefined) ? ['percent'] : []
    case 'holdout':
      return missing(node.percent, 'percent')
    case 'set_tag':
      return [...missing(node.tag, 'tag'), ...missing(node.value, 'value')]
    case 'goal':
      return [...openHappening(node.condition), ...missing(node.withinDays, 'days')]
    case 'jump':
    case 'exit':
      return []
  }
}
