import { useMutation } from '@tanstack/react-query'
import { Alert, Input } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Explanation, explainRule, type RuleJson } from '../../../api/rules.ts'
import type { SegmentDetail } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { CodeBlock } from '../../../components/code-block.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { type GroupNode, nodeAt, readTree, type WrittenRule, writeTree } from '../rule-builder/model/tree.ts'
import { verdictsOf } from '../rule-builder/model/verdicts.ts'
import { type Found, RuleView } from './rule-view.tsx'

function foundIn({ conditions }: Explanation, root: GroupNode, written: WrittenRule): Found {
  const found = new Map(
    conditions.map((one) => [nodeAt(written.places, one.pointer.replace(/^\/rule/, ''))?.id ?? '', one]),
  )
  return {
    verdicts: verdictsOf(root, (id) => found.get(id)?.met),
    seen: new Map([...found].map(([id, { seen }]) => [id, seen])),
  }
}

/** The definition in words and as a tree, and why a given customer is in or out. */
export function RulePanel({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const may = useMay('customers:read')
  const root = useMemo(() => readTree(segment.rule), [segment.rule])
  const written = useMemo(() => writeTree(root, { everything: true }), [root])
  const [name] = useState(() => `view ${crypto.randomUUID().slice(0, 8)}`)
  const explain = useMutation({
    mutationFn: (customer: string) => explainRule(written.rule as RuleJson, customer),
  })
  const found = useMemo(
    () => (explain.data === undefined ? undefined : foundIn(explain.data, root, written)),
    [explain.data, root, written],
  )
  return (
    <Panel title={t('understand.segments.rule')}>
      <p className="bn-sentence">{format.name(segment.sentence)}</p>
      <RuleView root={root} found={found} name={name} />
      {may && (
        <section className="bn-explain" aria-label={t('segments.explain.title')}>
          <h3>{t('segments.explain.title')}</h3>
          <Input.Search
            allowClear
            aria-label={t('segments.explain.customer')}
            placeholder={t('segments.explain.customer')}
            enterButton={t('segments.explain.ask')}
            loading={explain.isPending}
            style={{ maxWidth: 340 }}
            onSearch={(customer) =>
              customer.trim() === '' ? explain.reset() : explain.mutate(customer.trim())
            }
          />
          <ProblemAlert error={explain.error} />
          {explain.data !== undefined && (
            <Alert
              showIcon
              type={explain.data.met ? 'success' : 'warning'}
              title={t(explain.data.met ? 'segments.explain.in' : 'segments.explain.out', {
                customer: explain.variables,
              })}
              description={t('segments.explain.lead')}
            />
          )}
        </section>
      )}
      <details>
        <summary>{t('understand.segments.ruleJson')}</summary>
        <CodeBlock text={JSON.stringify(segment.rule, null, 2)} />
      </details>
    </Panel>
  )
}
