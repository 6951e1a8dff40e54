import { readFileSync, writeFileSync } from 'node:fs'

/** Let the kernel forget this process' highest resident size, so that the next reading is of what follows (proc(5)). */
export function forgetPeakMemory(): void {
  writeFileSync('/proc/self/clear_refs', '5')
}

/** Highest resident size of this process, chDB included, in GiB (VmHWM). PostgreSQL is a process of its own. */
export function peakMemory(): number {
  const kib = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(kib) / 1024 ** 2
}
