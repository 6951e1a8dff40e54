/** What was, is and could be again: the present value with the ways back and forth. */
export interface History<Value> {
  readonly past: readonly Value[]
  readonly present: Value
  readonly future: readonly Value[]
  /** Names the edit that made the present: typing on in one field is one step back, not one a letter. */
  readonly edit: string | undefined
  readonly at: number
}

const steps = 200
const pauseMilliseconds = 1_000

export function startHistory<Value>(present: Value): History<Value> {
  return { past: [], present, future: [], edit: undefined, at: 0 }
}

/** @param edit edits of the same name without a pause between them go back together */
export function record<Value>(
  history: History<Value>,
  value: Value,
  now: number,
  edit?: string,
): History<Value> {
  if (value === history.present) return history
  const goesOn = edit !== undefined && edit === history.edit && now - history.at < pauseMilliseconds
  return {
    past: goesOn ? history.past : [...history.past, history.present].slice(-steps),
    present: value,
    future: [],
    edit,
    at: now,
  }
}

export function undo<Value>(history: History<Value>): History<Value> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    edit: undefined,
    at: 0,
  }
}

export function redo<Value>(history: History<Value>): History<Value> {
  const [next, ...later] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future: later, edit: undefined, at: 0 }
}
