import { messageVariables } from './message-variables.ts'
import { variableSources } from './sources.ts'
import type { Variable, VariableWorld } from './variable.ts'

/** The variable of this path, undefined when there is none. */
export function findVariable(path: string, world: VariableWorld): Variable | undefined {
  const known = messageVariables.find((one) => one.path === path)
  if (known) return known
  for (const source of variableSources) {
    const found = source.find(path, world)
    if (found) return found
  }
  return undefined
}

/** Every variable that can be listed, for choosing one. */
export function listVariables(world: VariableWorld): Variable[] {
  return [...variableSources.flatMap((source) => source.list(world)), ...messageVariables]
}

export { loadWorld } from './load-world.ts'
export { readFacts } from './read-facts.ts'
export { type Variable, type VariableWorld } from './variable.ts'
