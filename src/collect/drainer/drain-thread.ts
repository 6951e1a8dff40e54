// The drainer's thread: parsing, normalising, deduplicating and encoding happen here, so that the main thread keeps
// accepting. The stores stay on the main thread, which answers calls.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../platform/clock.ts'
import type { TrackingPlanView } from '../protocols/index.ts'
import { drain } from './drain.ts'
import type { DrainSettings, FromThread, ToThread } from './drain-messages.ts'
import type { DrainStore } from './drain-store.ts'

const port = parentPort
if (port === null) throw new Error('drain-thread.ts runs as a worker thread only')
const settings = workerData as DrainSettings
const stop = new AbortController()
const waiting = new Map<number, PromiseWithResolvers<unknown>>()
let plan: TrackingPlanView | undefined = settings.plan
let lastCall = 0

const send = (message: FromThread): void => port.postMessage(message, [])

function remote<Method extends keyof DrainStore>(method: Method): DrainStore[Method] {
  const call = (...parameters: unknown[]): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>()
    lastCall += 1
    waiting.set(lastCall, answer)
    send({ kind: 'call', id: lastCall, method, arguments: parameters } as FromThread)
    return answer.promise
  }
  return call as DrainStore[Method]
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'stop') stop.abort()
  else if (message.kind === 'plan') plan = message.plan
  else {
    const answer = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'result') answer?.resolve(message.value)
    else answer?.reject(new Error(message.reason))
  }
})

await drain(settings, {
  store: {
    findStored: remote('findStored'),
    horizon: remote('horizon'),
    resolve: remote('resolve'),
    insert: remote('insert'),
    announce: remote('announce'),
    learn: remote('learn'),
  },
  plan: () => plan,
  report: send,
  clock: systemClock,
  signal: stop.signal,
})
port.close()
