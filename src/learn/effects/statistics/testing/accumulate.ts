import type { PairedSample } from '../cuped.ts'

/** Sums over simulated customers, as the store keeps them, and the sample they make. */
export class Accumulated {
  count = 0
  private y = 0
  private yy = 0
  private x = 0
  private xx = 0
  private xy = 0

  add(outcome: number, before = 0): void {
    this.count += 1
    this.y += outcome
    this.yy += outcome * outcome
    this.x += before
    this.xx += before * before
    this.xy += outcome * before
  }

  sample(): PairedSample {
    const n = this.count
    return {
      count: n,
      mean: this.y / n,
      variance: (this.yy - this.y ** 2 / n) / (n - 1),
      covariateMean: this.x / n,
      covariateVariance: (this.xx - this.x ** 2 / n) / (n - 1),
      covariance: (this.xy - (this.x * this.y) / n) / (n - 1),
    }
  }
}
