import { SingleBar } from 'cli-progress'

export interface Progress {
  /** `fraction` 0…1; `step` names what is being done. */
  report(fraction: number, step: string): void
  /** Leave the display and print one last line. */
  finish(line: string): void
}

/** A progress bar on a terminal, a line for every new step elsewhere. */
export function showProgress(): Progress {
  if (!process.stdout.isTTY) {
    let shown = ''
    return {
      report: (fraction, step) => {
        if (step !== shown) console.log(`  ${String(Math.round(fraction * 100)).padStart(3)} %  ${step}`)
        shown = step
      },
      finish: (line) => console.log(line),
    }
  }
  const bar = new SingleBar({
    format: '  {bar} {percentage} %  {step}',
    hideCursor: true,
    clearOnComplete: true,
  })
  let started = false
  return {
    report: (fraction, step) => {
      if (!started) bar.start(1000, 0, { step })
      started = true
      bar.update(Math.round(fraction * 1000), { step })
    },
    finish: (line) => {
      if (started) bar.stop()
      console.log(line)
    },
  }
}
