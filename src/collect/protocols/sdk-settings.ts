import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SourceDirectory } from '../sources/index.ts'
import { allowOrigin } from './cross-origin.ts'

/** Small answers that browser SDKs ask for before they send anything. */
export const settingsPaths = [
  '/v1/projects/:writeKey/settings',
  '/flags/',
  '/flags',
  '/array/:writeKey/config',
] as const

export function serveSettings(app: FastifyInstance, sources: SourceDirectory): void {
  const options = { schema: { hide: true } }
  app.get<{ Params: { writeKey: string } }>('/v1/projects/:writeKey/settings', options, (request, reply) => {
    prepare(request, reply, sources)
    const source = sources.find(request.params.writeKey)
    return source === undefined ? unknown(reply) : reply.send(segmentSettings(source.writeKey, request))
  })
  const flags = (request: FastifyRequest, reply: FastifyReply) => {
    prepare(request, reply, sources)
    return reply.send(noFlags)
  }
  app.post('/flags/', options, flags)
  app.post('/flags', options, flags)
  app.get<{ Params: { writeKey: string } }>('/array/:writeKey/config', options, (request, reply) => {
    prepare(request, reply, sources)
    return sources.find(request.params.writeKey) === undefined ? unknown(reply) : reply.send(posthogConfig)
  })
  app.get<{ Params: { writeKey: string } }>('/array/:writeKey/config.js', options, (request, reply) => {
    const source = sources.find(request.params.writeKey)
    if (source === undefined) return unknown(reply)
    const token = JSON.stringify(source.writeKey)
    return reply
      .type('text/javascript')
      .send(
        `(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{})[${token}]={config:${JSON.stringify(posthogConfig)},siteApps:[]};`,
      )
  })
}

function prepare(request: FastifyRequest, reply: FastifyReply, sources: SourceDirectory): void {
  const { origin } = request.headers
  if (origin !== undefined && sources.admitsOrigin(origin)) allowOrigin(reply, origin)
  reply.type('application/json')
}

function unknown(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('application/json').send({ message: 'Unknown write key' })
}

/** analytics-next sends to `protocol://apiHost/t`; so a page only has to know our address as its CDN. */
function segmentSettings(writeKey: string, request: FastifyRequest) {
  return {
    integrations: {
      'Segment.io': { apiKey: writeKey, apiHost: `${request.host}/v1`, protocol: request.protocol },
    },
    metrics: { sampleRate: 0 },
    plan: { track: { __default: { enabled: true } } },
  }
}

/** Flags belong to experiments (OFREP); PostHog's SDKs only need to hear that there are none. */
const noFlags = { flags: {}, featureFlags: {}, featureFlagPayloads: {}, errorsWhileComputingFlags: false }

const posthogConfig = {
  supportedCompression: ['gzip', 'gzip-js', 'base64'],
  hasFeatureFlags: false,
  captureDeadClicks: false,
  capturePerformance: false,
  autocapture_opt_out: true,
  autocaptureExceptions: false,
  analytics: { endpoint: '/i/v0/e/' },
  elementsChainAsString: true,
  sessionRecording: false,
  heatmaps: false,
  surveys: false,
  productTours: false,
  defaultIdentifiedOnly: true,
  siteApps: [],
}
