import { useQuery } from '@tanstack/react-query'
import { Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { estimateQuery, type RuleJson } from '../../../api/rules.ts'
import { useFormats } from '../../../app/format.ts'
import { useEditing } from './editing.ts'
import { type RuleNode, writeTree } from './model/tree.ts'
import { useSettled } from './use-live-count.ts'

const pauseMilliseconds = 400

/** How many customers satisfy this part by itself, while that is cheap to know. */
export function PartCount({ node }: { node: RuleNode }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { countsParts, calm, editor, base } = useEditing()
  const json = useMemo(() => JSON.stringify(writeTree(node).rule), [node])
  const settled = useSettled(json, pauseMilliseconds)
  const rule = JSON.parse(settled) as RuleJson | null
  const { data, isPlaceholderData } = useQuery({
    ...estimateQuery(rule, editor, node.id),
    enabled: countsParts && calm && rule !== null && settled === json,
    // The last number stays, dimmed, until the next one comes.
    placeholderData: (before) => before,
  })
  if (data === undefined || rule === null) return null
  const share = base === undefined || base === 0 ? 0 : data.customers / base
  return (
    <Tooltip title={t('rules.partCount', { share: format.share(share) })}>
      <span className="bn-part-count" data-stale={isPlaceholderData || settled !== json}>
        {format.short(data.customers)}
        <i aria-hidden>
          <b style={{ width: `${Math.max(share > 0 ? 3 : 0, 100 * share)}%` }} />
        </i>
      </span>
    </Tooltip>
  )
}
