import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Checkbox, Input, InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field, NumberField } from './field.tsx'
import type { FormProperties } from './form-properties.ts'
import { RuleField } from './rule-field.tsx'

const mostBranches = 20
const letterOf = (place: number) => String.fromCharCode(65 + place)

export function RuleSplitForm({ node, onChange }: FormProperties<'rule_split'>) {
  const { t } = useTranslation()
  const { branches } = node
  return (
    <>
      <p className="bn-quiet">{t('journeys.ways.firstWins')}</p>
      {branches.map((branch, place) => (
        <section className="bn-branch-form" key={place}>
          <header>
            <Input
              variant="borderless"
              aria-label={t('journeys.fields.branchName', { letter: letterOf(place) })}
              placeholder={t('journeys.ways.branch', { letter: letterOf(place) })}
              maxLength={100}
              value={branch.name ?? ''}
              onChange={(event) =>
                onChange(
                  {
                    ...node,
                    branches: branches.with(place, { ...branch, name: event.target.value || undefined }),
                  },
                  `name ${place}`,
                )
              }
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('journeys.dropBranch', { letter: letterOf(place) })}
              disabled={branches.length === 1}
              onClick={() => onChange({ ...node, branches: branches.toSpliced(place, 1) })}
            />
          </header>
          <RuleField
            title={branch.name ?? t('journeys.ways.branch', { letter: letterOf(place) })}
            value={branch.rule}
            onChange={(rule) => onChange({ ...node, branches: branches.with(place, { ...branch, rule }) })}
          />
        </section>
      ))}
      <Button
        block
        type="dashed"
        icon={<PlusOutlined />}
        disabled={branches.length >= mostBranches}
        onClick={() => onChange({ ...node, branches: [...branches, {}] })}
      >
        {t('journeys.addBranch')}
      </Button>
    </>
  )
}

export function SplitForm({ node, onChange }: FormProperties<'split'>) {
  const { t } = useTranslation()
  const { branches } = node
  const total = branches.reduce((sum, { percent = 0 }) => sum + percent, 0)
  const rounded = Math.round(total * 100) / 100
  const even = () => {
    const share = Math.floor(10_000 / branches.length) / 100
    const rest = Math.round((100 - share * (branches.length - 1)) * 100) / 100
    onChange({
      ...node,
      branches: branches.map((branch, place) => ({
        ...branch,
        percent: place === branches.length - 1 ? rest : share,
      })),
    })
  }
  return (
    <>
      {branches.map((branch, place) => (
        <div className="bn-share-row" key={place}>
          <b>{letterOf(place)}</b>
          <Input
            aria-label={t('journeys.fields.branchName', { letter: letterOf(place) })}
            placeholder={t('journeys.fields.name')}
            maxLength={100}
            value={branch.name ?? ''}
            onChange={(event) =>
              onChange(
                {
                  ...node,
                  branches: branches.with(place, { ...branch, name: event.target.value || undefined }),
                },
                `name ${place}`,
              )
            }
          />
          <InputNumber<number>
            aria-label={t('journeys.fields.share', { letter: letterOf(place) })}
            min={0}
            max={100}
            precision={2}
            suffix="%"
            controls={false}
            formatter={(value) => (value === undefined ? '' : String(Number(value)))}
            value={branch.percent ?? null}
            onChange={(percent) =>
              onChange(
                { ...node, branches: branches.with(place, { ...branch, percent: percent ?? undefined }) },
                `percent ${place}`,
              )
            }
          />
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t('journeys.dropBranch', { letter: letterOf(place) })}
            disabled={branches.length <= 2}
            onClick={() => onChange({ ...node, branches: branches.toSpliced(place, 1) })}
          />
        </div>
      ))}
      {rounded !== 100 && (
        <Alert type="warning" showIcon title={t('journeys.shareTotal', { total: rounded })} />
      )}
      <div className="bn-fields">
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          disabled={branches.length >= mostBranches}
          onClick={() => onChange({ ...node, branches: [...branches, { percent: 0 }] })}
        >
          {t('journeys.addBranch')}
        </Button>
        <Button onClick={even}>{t('journeys.evenShares')}</Button>
      </div>
      <Checkbox
        checked={node.sticky ?? true}
        onChange={(event) => onChange({ ...node, sticky: event.target.checked ? undefined : false })}
      >
        {t('journeys.fields.sticky')}
      </Checkbox>
    </>
  )
}

export function HoldoutForm({ node, onChange }: FormProperties<'holdout'>) {
  const { t } = useTranslation()
  return (
    <>
      <NumberField
        label={t('journeys.fields.heldOut')}
        max={100}
        integer={false}
        unit="%"
        value={node.percent}
        onChange={(percent) => onChange({ ...node, percent }, 'percent')}
      />
      <Field label={t('journeys.fields.scope')} help={t(`journeys.scopeHelp.${node.scope ?? 'journey'}`)}>
        <Segmented
          block
          value={node.scope ?? 'journey'}
          options={(['journey', 'global'] as const).map((value) => ({
            value,
            label: t(`journeys.scopes.${value}`),
          }))}
          onChange={(scope) => onChange({ ...node, scope: scope === 'journey' ? undefined : scope })}
        />
      </Field>
    </>
  )
}
