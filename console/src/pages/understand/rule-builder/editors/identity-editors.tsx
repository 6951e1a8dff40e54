import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type IdentityLevel,
  identityLevels,
  type LeafOf,
  levelOperators,
  relationKinds,
} from '../model/leaf.ts'
import { useRuleWords } from '../rule-words.ts'
import { ChoiceInput } from './choice-input.tsx'
import { OperatorSelect } from './comparison-input.tsx'
import type { EditorProperties } from './editor.ts'
import { Part } from './event-parts.tsx'

type LevelOperator = (typeof levelOperators)[number]
const takesMany = (op: LevelOperator) => op === 'in' || op === 'not_in'

/** The levels of another operator: what it can hold of those that were chosen. */
function levelsFor(
  op: LevelOperator,
  value: LeafOf<'identityLevel'>['value'],
): LeafOf<'identityLevel'>['value'] {
  const levels = Array.isArray(value) ? value : [value]
  const first = levels[0] ?? 'real_name'
  if (takesMany(op)) return levels
  return op === 'between' ? [first, levels[1] ?? 'class_1_account'] : first
}

export function IdentityLevelEditor({ leaf, onChange }: EditorProperties<LeafOf<'identityLevel'>>) {
  const { t } = useTranslation()
  const words = useRuleWords()
  const { op, value } = leaf
  const options = identityLevels.map((level, place) => ({
    value: level,
    label: `${place} · ${t(`rules.identityLevels.${level}`)}`,
  }))
  const one = (shown: IdentityLevel | undefined, set: (level: IdentityLevel) => void) => (
    <Select<IdentityLevel>
      aria-label={t('rules.kinds.identityLevel')}
      popupMatchSelectWidth={false}
      value={shown ?? null}
      options={options}
      onChange={set}
    />
  )
  const [low, high] = Array.isArray(value) ? value : [value]
  return (
    <>
      <OperatorSelect
        value={op}
        options={levelOperators.map((each) => ({ value: each, label: words.operator(each) }))}
        onChange={(next) => onChange({ ...leaf, op: next, value: levelsFor(next, value) })}
      />
      {takesMany(op) ? (
        <Select<IdentityLevel[]>
          mode="multiple"
          className="bn-value-many"
          aria-label={t('rules.kinds.identityLevel')}
          value={Array.isArray(value) ? value : [value]}
          options={options}
          onChange={(levels) => onChange({ ...leaf, value: levels })}
        />
      ) : op === 'between' ? (
        <>
          {one(low, (level) => onChange({ ...leaf, value: [level, high ?? level] }))}
          <span className="bn-quiet">{t('rules.to')}</span>
          {one(high, (level) => onChange({ ...leaf, value: [low ?? level, level] }))}
        </>
      ) : (
        one(low, (level) => onChange({ ...leaf, value: level }))
      )}
    </>
  )
}

export function RelationEditor({ leaf, onChange }: EditorProperties<LeafOf<'relation'>>) {
  const { t } = useTranslation()
  const { kind, detail, related } = leaf.relation
  const set = (change: Partial<typeof leaf.relation>) => {
    const next = { ...leaf.relation, ...change }
    onChange({
      kind: 'relation',
      relation: {
        kind: next.kind,
        ...(next.detail === undefined || next.detail === '' ? {} : { detail: next.detail }),
        ...(next.related === undefined || next.related.length === 0 ? {} : { related: next.related }),
      },
    })
  }
  return (
    <>
      <ChoiceInput
        className="bn-value-name"
        label={t('rules.relation.kind')}
        value={kind}
        choices={relationKinds.map((name) => ({ value: name, title: t(`rules.relations.${name}`) }))}
        onChange={(name) => set({ kind: name })}
      />
      <Part label={t('rules.relation.detail')}>
        <ChoiceInput
          className="bn-value-short"
          label={t('rules.relation.detail')}
          placeholder={t('rules.relation.anyDetail')}
          value={detail ?? ''}
          choices={[]}
          onChange={(text) => set({ detail: text })}
        />
      </Part>
      <Part label={t('rules.relation.related')}>
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          className="bn-value-many"
          aria-label={t('rules.relation.related')}
          placeholder={t('rules.relation.anybody')}
          value={related ?? []}
          tokenSeparators={[',', '，', '、', ';', '\n', '\t', ' ']}
          onChange={(numbers: string[]) => set({ related: numbers })}
        />
      </Part>
    </>
  )
}
