export type OnProgress = (fraction: number, step: string) => void

/** Progress over work of known weights that finishes in any order. */
export function progressOver(total: number, onProgress: OnProgress): (weight: number, step: string) => void {
  let done = 0
  return (weight, step) => {
    done += weight
    onProgress(Math.min(1, done / total), step)
  }
}
