import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Segmented, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  acceptDuplicate,
  type Duplicate,
  duplicatesQuery,
  refuseDuplicate,
  undoDuplicate,
} from '../../../api/steward.ts'
import { type Formats, useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { Pager } from '../../../components/cursor-table.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { type Act, Comparison } from './comparison.tsx'

const states = ['open', 'accepted', 'refused'] as const
type State = (typeof states)[number]

/** Pairs by probability on the left, the chosen one side by side on the right; decided by mouse or by key. */
export function Queue() {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const state = states.find((one) => one === filters['state']) ?? 'open'
  const pairs = useQuery(duplicatesQuery({ state, cursor: filters['cursor'], limit: 50 }))
  return (
    <>
      <div className="bn-toolbar">
        <Segmented<State>
          value={state}
          onChange={(value) => change({ state: value === 'open' ? undefined : value })}
          options={states.map((value) => ({ value, label: t(`steward.states.${value}`) }))}
        />
        <span className="bn-quiet">{t('steward.keys')}</span>
      </div>
      {pairs.data !== undefined ? (
        <Pairs pairs={pairs.data.items} next={pairs.data.next} />
      ) : (
        <div className="bn-panel bn-panel-body">
          {pairs.isError ? (
            <ProblemState error={pairs.error} retry={() => void pairs.refetch()} />
          ) : (
            <Skeleton active title={false} paragraph={{ rows: 8 }} />
          )}
        </div>
      )}
    </>
  )
}

function Pairs({ pairs, next }: { pairs: readonly Duplicate[]; next: string | null }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [id, setId] = useState<number>()
  const [note, setNote] = useState('')
  const [keep, setKeep] = useState<number>()
  const position = Math.max(
    0,
    pairs.findIndex((pair) => pair.id === id),
  )
  const chosen = pairs[position]
  const choose = (pair: Duplicate | undefined) => {
    if (pair === undefined) return
    setId(pair.id)
    setNote('')
    setKeep(undefined)
  }
  const decide = useDecision(() => choose(pairs[position + 1] ?? pairs[position - 1]))
  const may = useMay('understand:write')
  const act = (what: Act) => {
    if (chosen && may && !decide.isPending) decide.mutate({ what, pair: chosen, note: note.trim(), keep })
  }
  useKeys({
    j: () => choose(pairs[position + 1]),
    k: () => choose(pairs[position - 1]),
    a: () => chosen?.state === 'open' && act('accept'),
    r: () => chosen?.state === 'open' && act('refuse'),
    u: () => chosen !== undefined && chosen.state !== 'open' && act('undo'),
  })
  if (chosen === undefined)
    return (
      <div className="bn-panel">
        <div className="bn-state" role="status">
          <h2>{t('steward.empty')}</h2>
          <p>{t('steward.emptyHelp')}</p>
        </div>
        <Pager next={next} />
      </div>
    )
  return (
    <div className="bn-steward">
      <div className="bn-panel">
        <ol className="bn-pairs" role="listbox" aria-label={t('steward.tabs.queue')}>
          {pairs.map((pair) => (
            <li key={pair.id} role="option" aria-selected={pair.id === chosen.id}>
              <button type="button" onClick={() => choose(pair)}>
                <b>{probabilityText(format, pair.probability)}</b>
                <span className="bn-code">
                  {pair.customers.map(({ customer, number }) => number || `#${customer}`).join(' · ')}
                </span>
                <small className="bn-quiet">
                  {pair.decidedAt === null
                    ? t('steward.found', { time: format.time(pair.foundAt) })
                    : t('steward.decidedBy', {
                        name: pair.decidedBy ?? '—',
                        time: format.time(pair.decidedAt),
                      })}
                </small>
              </button>
            </li>
          ))}
        </ol>
        <Pager next={next} />
      </div>
      <Comparison
        key={chosen.id}
        pair={chosen}
        may={may}
        busy={decide.isPending}
        note={note}
        onNote={setNote}
        keep={keep}
        onKeep={setKeep}
        onAct={act}
      />
    </div>
  )
}

/** Never rounded to certainty. */
function probabilityText(format: Formats, probability: number): string {
  const almost = 0.999
  return probability > almost ? `>${format.share(almost)}` : format.share(probability)
}

function useDecision(goOn: () => void) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const said = { accept: 'steward.accepted', refuse: 'steward.refused', undo: 'steward.undone' } as const
  return useMutation({
    mutationFn: ({
      what,
      pair,
      note,
      keep,
    }: {
      what: Act
      pair: Duplicate
      note: string
      keep: number | undefined
    }) => {
      if (what === 'accept') return acceptDuplicate(pair.id, note, keep)
      return what === 'refuse' ? refuseDuplicate(pair.id, note) : undoDuplicate(pair.id, note)
    },
    // The next pair can be decided while the list is read again.
    onSuccess: (_, { what }) => {
      message.success(t(said[what]))
      goOn()
      for (const key of ['duplicates', 'customers', 'identity'])
        void queries.invalidateQueries({ queryKey: [key] })
    },
    onError: async (error) => {
      tellProblem(error)
      await queries.invalidateQueries({ queryKey: ['duplicates'] })
    },
  })
}

/** Single keys act unless one is writing, or a dialog is open. */
function useKeys(keys: Readonly<Record<string, () => unknown>>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const busy =
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        (event.target instanceof HTMLElement &&
          event.target.matches('input:not([type=radio]), textarea, [contenteditable]')) ||
        document.querySelector('[role="dialog"], .ant-popconfirm:not(.ant-popover-hidden)') !== null
      const act = keys[event.key]
      if (busy || act === undefined) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
