import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../../app/format.ts'
import { relationKinds } from '../model/leaf.ts'
import { customerAttributes, useRuleWords } from '../rule-words.ts'
import type { RuleCatalogue } from '../use-rule-catalogue.ts'
import { type Category, type Entry, wordsOf } from './entries.ts'

/** Everything that can be added, in the reader's language: tags by class and subclass first, then the other conditions. */
export function useEntries(catalogue: RuleCatalogue): {
  readonly categories: readonly Category[]
  readonly entries: readonly Entry[]
} {
  const { t } = useTranslation()
  const format = useFormats()
  const words = useRuleWords()
  return useMemo(() => {
    const groupName = (key: string) => {
      const group = catalogue.tagGroups.get(key)
      return group === undefined ? key : format.name(group)
    }
    const tags = [...catalogue.tags.values()]
      .filter(({ status }) => status !== 'retired')
      .map((tag): Entry => {
        const [category, section] = [tag.class === '' ? groupName(tag.group) : tag.class, tag.subclass]
        return {
          id: `tag ${tag.key}`,
          category: `tags ${category}`,
          section,
          label: format.name(tag.name),
          note: tag.key,
          add: { kind: 'tag', tag: tag.key },
          words: wordsOf(tag.name, tag.key, category, section),
        }
      })
      .toSorted((a, b) => a.section.localeCompare(b.section))
    const classes = [...new Set(tags.map(({ category }) => category))].sort()
    const other = (
      category: string,
      section: string,
      label: string,
      note: string,
      add: Entry['add'],
    ): Entry => ({
      id: `${add.kind} ${label} ${note}`,
      category,
      section,
      label,
      note,
      add,
      words: wordsOf(
        label,
        note,
        section,
        t(`rules.kinds.${add.kind === 'group' || add.kind === 'upload' ? 'list' : add.kind}`),
      ),
    })
    const kinds = t('rules.picker.general')
    const entries: Entry[] = [
      ...tags,
      ...customerAttributes.map((name) =>
        other('attributes', t('rules.picker.masterData'), words.attribute(name), name, {
          kind: 'attribute',
          name,
        }),
      ),
      ...catalogue.known.attributes.map((name) =>
        other('attributes', t('rules.picker.ownAttributes'), name, '', { kind: 'attribute', name }),
      ),
      other('attributes', t('rules.picker.ownAttributes'), t('rules.picker.otherAttribute'), '', {
        kind: 'attribute',
        name: '',
      }),
      other('attributes', t('rules.kinds.identityLevel'), t('rules.kinds.identityLevel'), '', {
        kind: 'identityLevel',
        name: '',
      }),
      ...relationKinds.map((name) =>
        other('attributes', t('rules.kinds.relation'), t(`rules.relations.${name}`), '', {
          kind: 'relation',
          name,
        }),
      ),
      other('holdings', kinds, t('rules.picker.anyProduct'), '', { kind: 'holding', name: '' }),
      ...catalogue.known.classes.map((name) =>
        other('holdings', t('rules.holding.class'), words.productClass(name), name, {
          kind: 'holding',
          name,
        }),
      ),
      ...(['behaviour', 'didNot', 'sequence', 'firstTime'] as const).map((kind) =>
        other('behaviour', kinds, t(`rules.kinds.${kind}`), '', { kind, name: '' }),
      ),
      ...catalogue.events.map((event) =>
        other(
          'behaviour',
          t('rules.picker.events'),
          event.title === '' ? event.name : event.title,
          event.title === '' ? '' : event.name,
          {
            kind: 'behaviour',
            name: event.name,
          },
        ),
      ),
      ...catalogue.segments.map(({ key, name }) =>
        other('groups', t('common.pages.segments'), format.name(name), key, { kind: 'segment', name: key }),
      ),
      ...catalogue.lists.map(({ key, name }) =>
        other('groups', t('rules.picker.lists'), format.name(name), key, { kind: 'list', name: key }),
      ),
      other('groups', t('rules.picker.lists'), t('rules.picker.upload'), '', { kind: 'upload' }),
      other('groups', t('rules.picker.lists'), t('rules.kinds.customers'), '', {
        kind: 'customers',
        name: '',
      }),
    ]
    const categories: Category[] = [
      ...classes.map((id) => ({ id, label: id.slice('tags '.length) })),
      ...(['attributes', 'holdings', 'behaviour', 'groups'] as const).map((id) => ({
        id,
        label: t(`rules.picker.${id}`),
      })),
    ]
    return { categories, entries }
  }, [catalogue, t, format, words])
}
