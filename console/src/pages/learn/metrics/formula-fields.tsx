import { FilterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Segmented, Select } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { metricsQuery } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { holdingClasses } from '../../understand/customers/names.ts'
import { PropertyFilters } from '../../understand/rule-builder/editors/event-parts.tsx'
import { RuleParts } from '../../understand/rule-builder/rule-parts.tsx'
import type { RuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import { type Formula, formulaKinds, type FormulaOf, newFormula } from './metric-draft.ts'
import { OptOutFields } from './opt-out-fields.tsx'
import { RuleField } from './rule-field.tsx'
import { WindowFields } from './window-fields.tsx'

interface Properties<Value> {
  readonly formula: Value
  readonly onChange: (formula: Formula) => void
}
/** What the server found wrong with a field, by its JSON pointer. */
export type ProblemAt = (pointer: string) => string | undefined

/** How a metric is computed. */
export function FormulaFields(
  props: Properties<Formula> & { own: string; catalogue: RuleCatalogue; problemAt: ProblemAt },
) {
  const { t } = useTranslation()
  const { formula, onChange, catalogue, problemAt, own } = props
  return (
    <>
      <Form.Item>
        <Segmented
          block
          aria-label={t('metrics.kind')}
          value={formula.kind}
          options={formulaKinds.map((value) => ({ value, label: t(`metrics.kinds.${value}`) }))}
          onChange={(kind) => onChange(newFormula(kind))}
        />
      </Form.Item>
      {formula.kind === 'measure' && (
        <MeasureFields formula={formula} onChange={onChange} catalogue={catalogue} />
      )}
      {formula.kind === 'balance' && <BalanceFields formula={formula} onChange={onChange} />}
      {formula.kind === 'opt_out' && <OptOutFields formula={formula} onChange={onChange} />}
      {formula.kind === 'customers' && (
        <Field
          label={t('metrics.form.rule')}
          help={t('metrics.form.ruleHelp')}
          problem={problemAt('/formula/rule')}
        >
          <RuleField
            label={t('metrics.form.rule')}
            value={formula.rule}
            catalogue={catalogue}
            empty={t('metrics.form.chooseRule')}
            onChange={(rule) => onChange({ kind: 'customers', rule: rule ?? {} })}
          />
        </Field>
      )}
      {formula.kind === 'ratio' && (
        <div className="bn-metric-two">
          {(['of', 'per'] as const).map((side) => (
            <Field key={side} label={t(`metrics.form.${side}`)}>
              <MetricChoice
                label={t(`metrics.form.${side}`)}
                value={formula[side]}
                without={own}
                onChange={(key) => onChange({ ...formula, [side]: key })}
              />
            </Field>
          ))}
        </div>
      )}
      {formula.kind === 'expression' && (
        <Field
          label={t('metrics.form.expression')}
          help={t('metrics.form.expressionHelp')}
          problem={problemAt('/formula/expression')}
        >
          <Input.TextArea
            className="bn-code"
            aria-label={t('metrics.form.expression')}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={formula.expression}
            onChange={(event) => onChange({ kind: 'expression', expression: event.target.value })}
          />
          <InsertMetric
            without={own}
            onInsert={(key) =>
              onChange({
                kind: 'expression',
                expression: `${formula.expression.trimEnd()} ${key}`.trimStart(),
              })
            }
          />
        </Field>
      )}
    </>
  )
}

export function Field(props: {
  label: string
  help?: string
  problem?: string | undefined
  children: ReactNode
}) {
  return (
    <Form.Item
      label={props.label}
      extra={props.help}
      {...(props.problem === undefined ? {} : { validateStatus: 'error', help: props.problem })}
    >
      {props.children}
    </Form.Item>
  )
}

function MeasureFields({
  formula,
  onChange,
  catalogue,
}: Properties<FormulaOf<'measure'>> & { catalogue: RuleCatalogue }) {
  const { t } = useTranslation()
  const { events, where = [], of, property = '', window } = formula
  const known = useMemo(
    () =>
      catalogue.events.map(({ name, title }) => ({
        value: name,
        label: title === '' ? name : `${title} · ${name}`,
      })),
    [catalogue.events],
  )
  const numbers = useMemo(() => {
    const chosen = catalogue.events.filter(({ name }) => events.includes(name))
    const names = chosen.flatMap(({ properties }) =>
      properties.filter(({ type }) => type === 'number').map(({ name }) => name),
    )
    return [...new Set(names)].sort().map((value) => ({ value }))
  }, [catalogue.events, events])
  const { property: _property, ...plain } = formula
  return (
    <RuleParts catalogue={catalogue}>
      <div className="bn-metric-two">
        <Field label={t('metrics.form.measure')}>
          <Select
            aria-label={t('metrics.form.measure')}
            value={of}
            options={(['users', 'count', 'sum'] as const).map((value) => ({
              value,
              label: t(`metrics.form.measures.${value}`),
            }))}
            onChange={(next) => onChange({ ...plain, of: next, ...(next === 'sum' ? { property } : {}) })}
          />
        </Field>
        {of === 'sum' && (
          <Field label={t('metrics.form.property')}>
            <Select
              mode="tags"
              maxCount={1}
              aria-label={t('metrics.form.property')}
              value={property === '' ? [] : [property]}
              options={numbers}
              onChange={(chosen: string[]) => onChange({ ...formula, property: chosen.at(-1) ?? '' })}
            />
          </Field>
        )}
      </div>
      <Field label={t('metrics.form.events')}>
        <Select
          mode="tags"
          aria-label={t('metrics.form.events')}
          value={events}
          options={known}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(chosen: string[]) => onChange({ ...formula, events: chosen })}
        />
        <PropertyFilters
          event={events[0] ?? ''}
          where={where}
          onChange={(next) => {
            const { where: _where, ...rest } = formula
            // Half-written conditions are the server's to refuse.
            onChange(next.length === 0 ? rest : { ...rest, where: next as NonNullable<typeof formula.where> })
          }}
        />
        <Button
          type="text"
          size="small"
          icon={<FilterOutlined />}
          onClick={() => onChange({ ...formula, where: [...where, { property: '', op: 'eq', value: '' }] })}
        >
          {t('rules.addFilter')}
        </Button>
      </Field>
      <WindowFields
        window={window}
        onChange={(next) => {
          const { window: _window, ...rest } = formula
          onChange(next === undefined ? rest : { ...rest, window: next })
        }}
      />
    </RuleParts>
  )
}

const balances = ['sum', 'average', 'customers', 'holdings'] as const

function BalanceFields({ formula, onChange }: Properties<FormulaOf<'balance'>>) {
  const { t } = useTranslation()
  const { days: _days, ...plain } = formula
  return (
    <>
      <div className="bn-metric-two">
        <Field label={t('metrics.form.measure')}>
          <Select
            aria-label={t('metrics.form.measure')}
            value={formula.of}
            options={balances.map((value) => ({ value, label: t(`metrics.form.balances.${value}`) }))}
            onChange={(of) => onChange({ ...plain, of, ...(of === 'average' ? { days: 30 } : {}) })}
          />
        </Field>
        {formula.of === 'average' && (
          <Field label={t('metrics.form.averageDays')}>
            <InputNumber
              aria-label={t('metrics.form.averageDays')}
              min={1}
              max={366}
              precision={0}
              value={formula.days ?? null}
              onChange={(days) => onChange({ ...formula, days: days ?? 1 })}
            />
          </Field>
        )}
      </div>
      <Field label={t('metrics.form.classes')} help={t('metrics.form.classesHelp')}>
        <Select
          mode="tags"
          aria-label={t('metrics.form.classes')}
          placeholder={t('metrics.form.allClasses')}
          value={formula.classes ?? []}
          options={holdingClasses.map((value) => ({ value, label: t(`rules.productClasses.${value}`) }))}
          onChange={(chosen: string[]) => {
            const { classes: _classes, ...rest } = formula
            onChange(chosen.length === 0 ? rest : { ...rest, classes: chosen })
          }}
        />
      </Field>
    </>
  )
}

function useMetricOptions(without: string) {
  const format = useFormats()
  const metrics = useQuery(metricsQuery({ limit: 200 }))
  return useMemo(
    () =>
      (metrics.data?.items ?? [])
        .filter(({ key }) => key !== without)
        .map(({ key, name }) => ({ value: key, label: `${format.name(name)} · ${key}` })),
    [metrics.data, format, without],
  )
}

function MetricChoice(props: {
  label: string
  value: string
  without: string
  onChange: (key: string) => void
}) {
  const options = useMetricOptions(props.without)
  return (
    <Select
      aria-label={props.label}
      showSearch={{ optionFilterProp: 'label' }}
      value={props.value === '' ? null : props.value}
      options={options}
      onChange={(key: string) => props.onChange(key)}
    />
  )
}

function InsertMetric({ without, onInsert }: { without: string; onInsert: (key: string) => void }) {
  const { t } = useTranslation()
  const options = useMetricOptions(without)
  return (
    <Select
      size="small"
      style={{ marginTop: 6, width: '100%' }}
      aria-label={t('metrics.form.insert')}
      placeholder={t('metrics.form.insert')}
      showSearch={{ optionFilterProp: 'label' }}
      value={null}
      options={options}
      onChange={(key: string | null) => {
        if (key !== null) onInsert(key)
      }}
    />
  )
}

const operations = ['product', 'sum', 'difference', 'ratio'] as const
type Tree = { operation: (typeof operations)[number]; parts: string[] }

/** The metric in terms of others, for telling why it moved. */
export function TreeFields(props: {
  tree: Tree | null
  own: string
  problem: string | undefined
  onChange: (tree: Tree | null) => void
}) {
  const { t } = useTranslation()
  const { tree, onChange } = props
  const options = useMetricOptions(props.own)
  return (
    <div className="bn-metric-tree">
      <Select
        aria-label={t('metrics.form.operation')}
        value={tree?.operation ?? ''}
        options={[
          { value: '', label: t('metrics.form.noTree') },
          ...operations.map((value) => ({ value, label: t(`metrics.form.operations.${value}`) })),
        ]}
        onChange={(operation) => {
          const chosen = operations.find((one) => one === operation)
          onChange(chosen === undefined ? null : { operation: chosen, parts: tree?.parts ?? [] })
        }}
      />
      {tree !== null && (
        <Field label={t('metrics.form.parts')} problem={props.problem}>
          <Select
            mode="multiple"
            maxCount={12}
            aria-label={t('metrics.form.parts')}
            showSearch={{ optionFilterProp: 'label' }}
            value={tree.parts}
            options={options}
            onChange={(parts: string[]) => onChange({ ...tree, parts })}
          />
        </Field>
      )}
    </div>
  )
}
