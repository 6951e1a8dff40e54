import { readFileSync, writeFileSync } from 'node:fs'

/** From now on `peakMemory` tells the peak since now; where the system has no such switch, since the start. */
export function forgetPeakMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Not Linux.
  }
}

/** The most memory this process held, embedded engines included, in MiB. */
export function peakMemory(): number {
  try {
    const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kibibytes !== undefined) return Number(kibibytes) / 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024
}
