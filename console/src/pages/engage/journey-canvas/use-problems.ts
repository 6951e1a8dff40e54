import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { validationQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useSettled } from '../../understand/rule-builder/use-live-count.ts'
import { useEditor } from './editor-context.ts'
import { gapsOf } from './model/gaps.ts'
import { entryId } from './model/graph.ts'
import { type Output, outputsOf } from './model/outputs.ts'
import { writtenGraph } from './model/written.ts'
import type { Sentences } from './sentences.ts'

export interface GraphProblem {
  /** Undefined: the journey as a whole. */
  readonly node: string | undefined
  readonly severity: 'error' | 'warning'
  readonly text: string
  readonly fix?: string
}
export type NodeProblems = ReadonlyMap<string, readonly GraphProblem[]>

export function byNode(problems: readonly GraphProblem[]): NodeProblems {
  const found = new Map<string, GraphProblem[]>()
  for (const problem of problems)
    if (problem.node !== undefined) found.set(problem.node, [...(found.get(problem.node) ?? []), problem])
  return found
}

const quietMilliseconds = 350

/** What is still to be chosen, at once; and what the server finds wrong, once the drawing pauses. */
export function useProblems(
  sentences: Sentences,
  key: string,
): { readonly problems: readonly GraphProblem[]; readonly checking: boolean } {
  const format = useFormats()
  const document = useEditor((state) => state.document)
  const gaps = useGaps(sentences)
  // Where a card stands changes nothing about the journey.
  const json = useMemo(() => JSON.stringify(writtenGraph({ ...document, layout: {} })), [document])
  const settled = useSettled(json, quietMilliseconds)
  const answer = useQuery({ ...validationQuery(key, settled), placeholderData: (before) => before })
  return useMemo(() => {
    const open = new Set(gaps.map(({ node }) => node))
    const found = (answer.data?.problems ?? []).flatMap(({ node, path, code, severity, message, fix }) => {
      const place = node ?? (path.startsWith('/entry') ? entryId : undefined)
      // What is missing is said above in the words of the form.
      if (code === 'shape' && (open.has(place) || place === undefined)) return []
      if (place !== undefined && place !== entryId && document.graph.nodes[place] === undefined) return []
      return [
        {
          node: place,
          severity,
          text: format.name(message),
          ...(fix === undefined ? {} : { fix: format.name(fix) }),
        },
      ]
    })
    return {
      problems: [...gaps, ...found],
      checking: json !== settled || answer.isFetching || answer.data === undefined,
    }
  }, [gaps, answer.data, answer.isFetching, document, format, json, settled])
}

function useGaps(sentences: Sentences): readonly GraphProblem[] {
  const { t } = useTranslation()
  const graph = useEditor((state) => state.document.graph)
  return useMemo(
    () =>
      gapsOf(graph).map(({ node, field, handle }): GraphProblem => {
        const gap = (text: string): GraphProblem => ({ node, severity: 'error', text })
        if (handle === undefined) return gap(t(`journeys.gaps.${field}`))
        if (node === entryId) return gap(t('journeys.gaps.start'))
        const one = graph.nodes[node]
        const outputs: readonly Output[] = one === undefined ? [] : outputsOf(one)
        const output = outputs.find((way) => way.handle === handle)
        if (output === undefined || outputs.length === 1) return gap(t('journeys.gaps.next'))
        return gap(t('journeys.gaps.way', { way: sentences.way(one, output) }))
      }),
    [graph, sentences, t],
  )
}
