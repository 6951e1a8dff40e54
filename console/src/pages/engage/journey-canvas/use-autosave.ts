import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { changeJourney, type Journey, type JourneyNaming, journeyQuery } from '../../../api/journeys.ts'
import { type Problem, problemOf } from '../../../api/problem.ts'
import type { EditorStore } from './editor-store.ts'
import type { JourneyDocument } from './model/graph.ts'
import { readGraph, writtenGraph } from './model/written.ts'

const quietMilliseconds = 900
const retryMilliseconds = 5_000

export type SaveState =
  | { readonly kind: 'saved' | 'waiting' | 'saving' }
  /** Somebody else saved meanwhile: theirs stands on the server. */
  | { readonly kind: 'conflict'; readonly theirs: Journey }
  | { readonly kind: 'failed'; readonly problem: Problem }

export interface Autosave {
  readonly state: SaveState
  /** Version of the draft that the server has. */
  readonly version: number
  readonly naming: JourneyNaming
  rename(naming: JourneyNaming): void
  /** Saves what is not saved yet; the version then, or undefined when it could not be. */
  flush(): Promise<number | undefined>
  keepMine(): void
  takeTheirs(): void
}

/** Saves the draft whenever the drawing pauses, if nobody else changed it meanwhile. */
export function useAutosave(journey: Journey, store: EditorStore, readOnly: boolean): Autosave {
  const queries = useQueryClient()
  const [state, setState] = useState<SaveState>({ kind: 'saved' })
  const [version, setVersion] = useState(journey.version)
  const [naming, setNaming] = useState<JourneyNaming>({
    name: journey.name,
    description: journey.description,
  })
  const current = useRef({ version: journey.version, naming })
  const saved = useRef<{ document: JourneyDocument; naming: JourneyNaming }>({
    document: store.getState().document,
    naming,
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const running = useRef<Promise<number | undefined>>(Promise.resolve(undefined))

  const isDirty = useCallback(
    () =>
      store.getState().document !== saved.current.document || current.current.naming !== saved.current.naming,
    [store],
  )

  // One after the other, so that each knows the version that the one before it made.
  const save = useCallback((): Promise<number | undefined> => {
    const attempt = async (): Promise<number | undefined> => {
      if (readOnly || !isDirty()) return current.current.version
      const { document } = store.getState()
      const { naming: names } = current.current
      setState({ kind: 'saving' })
      try {
        const answer = await changeJourney(journey.key, current.current.version, {
          ...names,
          graph: writtenGraph(document),
        })
        saved.current = { document, naming: names }
        current.current.version = answer.version
        setVersion(answer.version)
        queries.setQueryData(journeyQuery(journey.key).queryKey, answer)
        setState({ kind: isDirty() ? 'waiting' : 'saved' })
        return answer.version
      } catch (error) {
        const problem = problemOf(error)
        if (problem.status === 412 || problem.status === 409) {
          const theirs = await queries
            .fetchQuery({ ...journeyQuery(journey.key), staleTime: 0 })
            .catch(() => undefined)
          if (theirs !== undefined) {
            setState({ kind: 'conflict', theirs })
            return undefined
          }
        }
        setState({ kind: 'failed', problem })
        return undefined
      }
    }
    clearTimeout(timer.current)
    running.current = running.current.then(attempt)
    return running.current
  }, [journey.key, queries, readOnly, store, isDirty])

  const schedule = useCallback(
    (milliseconds = quietMilliseconds) => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), milliseconds)
    },
    [save],
  )
  useEffect(() => {
    if (readOnly) return undefined
    return store.subscribe((next, before) => {
      if (next.document === before.document) return
      setState((now) => (now.kind === 'conflict' ? now : { kind: isDirty() ? 'waiting' : 'saved' }))
    })
  }, [store, readOnly, isDirty])
  // Every edit makes a new state of waiting, which starts the clock anew; a conflict stops it.
  useEffect(() => {
    if (state.kind === 'waiting') schedule()
    if (state.kind === 'failed' && state.problem.status === 0) schedule(retryMilliseconds)
    return () => clearTimeout(timer.current)
  }, [state, schedule])
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (!readOnly && isDirty()) event.preventDefault()
    }
    window.addEventListener('beforeunload', onLeave)
    return () => window.removeEventListener('beforeunload', onLeave)
  }, [isDirty, readOnly])
  // Leaving the page inside the console must not lose the last second.
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
  }, [save])
  useEffect(() => () => void latest.current(), [])

  return {
    state,
    version,
    naming,
    rename: (next) => {
      current.current.naming = next
      setNaming(next)
      setState((now) => (now.kind === 'conflict' ? now : { kind: 'waiting' }))
    },
    flush: save,
    keepMine: () => {
      if (state.kind !== 'conflict') return
      current.current.version = state.theirs.version
      setVersion(state.theirs.version)
      setState({ kind: 'waiting' })
    },
    takeTheirs: () => {
      if (state.kind !== 'conflict') return
      const { theirs } = state
      const names = { name: theirs.name, description: theirs.description }
      const read = readGraph(theirs.graph)
      current.current = { version: theirs.version, naming: names }
      saved.current = { document: read, naming: names }
      store.getState().replace(read)
      setNaming(names)
      setVersion(theirs.version)
      setState({ kind: 'saved' })
    },
  }
}
