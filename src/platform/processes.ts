import { readFileSync } from 'node:fs'

/** Whether a process of this id runs and, where /proc tells, its command line contains `name`. */
export function isProcessAlive(pid: number, name = ''): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  try {
    const state = /\) ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
    return state !== 'Z' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(name)
  } catch {
    return true
  }
}

/** When a process started, in clock ticks since boot: with the id it names one process for good. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
