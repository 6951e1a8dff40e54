import { CheckCircleFilled, DownOutlined, ExclamationCircleFilled, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditing, useEditor } from './editor-context.ts'
import { entryId } from './model/graph.ts'
import type { GraphProblem } from './use-problems.ts'

/** Everything that is wrong, each leading to its place. */
export function ProblemsPanel({
  problems,
  checking,
  onShow,
}: {
  problems: readonly GraphProblem[]
  /** The server has not judged the journey as it stands yet. */
  checking: boolean
  onShow: (node: string) => void
}) {
  const { t } = useTranslation()
  const { sentences } = useEditing()
  const nodes = useEditor((state) => state.document.graph.nodes)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const [open, setOpen] = useState(true)
  const nameOf = (id: string) => {
    const node = nodes[id]
    return id === entryId ? t('journeys.types.entry') : node === undefined ? id : sentences.title(node)
  }
  return (
    <section className="bn-journey-problems" aria-label={t('journeys.problems.title')} data-testid="problems">
      <header>
        {problems.length === 0 ? (
          <span className="bn-fine" role="status">
            <CheckCircleFilled aria-hidden />{' '}
            {checking ? t('journeys.problems.checking') : t('journeys.problems.none')}
          </span>
        ) : (
          <Button
            type="text"
            size="small"
            aria-expanded={open}
            icon={
              <ExclamationCircleFilled
                className="bn-node-problem"
                data-severity={errors > 0 ? 'error' : 'warning'}
              />
            }
            onClick={() => setOpen(!open)}
          >
            {errors > 0 ? t('journeys.problems.count', { count: errors }) : ''}
            {errors < problems.length && t('journeys.problems.warnings', { count: problems.length - errors })}
            {open ? <DownOutlined aria-hidden /> : <UpOutlined aria-hidden />}
          </Button>
        )}
      </header>
      {open && problems.length > 0 && (
        <ul>
          {problems.map(({ node, severity, text, fix }) => (
            <li key={`${node ?? ''} ${text}`}>
              <button
                type="button"
                data-severity={severity}
                disabled={node === undefined}
                onClick={() => node && onShow(node)}
              >
                <b>{node === undefined ? t('journeys.problems.journey') : nameOf(node)}</b>
                <span>{text}</span>
                {fix !== undefined && <small>{fix}</small>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
