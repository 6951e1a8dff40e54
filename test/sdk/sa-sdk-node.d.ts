// sa-sdk-node ships no types; these are the parts the test uses.
declare module 'sa-sdk-node' {
  class SensorsAnalytics {
    track(distinctId: string, event: string, properties: Record<string, unknown>): void
    inBatch(options: { count: number }): { subscribe(next: (batch: unknown[]) => void): void }
  }
  namespace SensorsAnalytics {
    class Submitter {
      constructor(options: { url: string; gzip?: boolean })
      submit(batch: readonly unknown[]): Promise<void>
    }
  }
  export = SensorsAnalytics
}
