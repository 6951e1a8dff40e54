import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CollectSource, SourceDirectory } from '../sources/index.ts'
import { allowKnownOrigin } from './cross-origin.ts'

/** Small answers that browser SDKs ask for before they send anything. */
export const settingsPaths = [
  '/v1/projects/:writeKey/settings',
  '/flags/',
  '/flags',
  '/array/:writeKey/config',
] as const

export function serveSettings(app: FastifyInstance, sources: SourceDirectory): void {
  const hidden = { schema: { hide: true } }
  app.get<SettingsRoute>('/v1/projects/:writeKey/settings', hidden, async (request, reply) => {
    const source = await asked(request, reply, sources)
    return source === undefined ? unknown(reply) : reply.send(segmentSettings(source.writeKey, request))
  })
  const flags = async (request: FastifyRequest, reply: FastifyReply) => {
    await allow(request, reply, sources)
    return reply.send(noFlags)
  }
  app.post('/flags/', hidden, flags)
  app.post('/flags', hidden, flags)
  app.get<SettingsRoute>('/array/:writeKey/config', hidden, async (request, reply) => {
    const source = await asked(request, reply, sources)
    return source === undefined ? unknown(reply) : reply.send(posthogConfig)
  })
  app.get<SettingsRoute>('/array/:writeKey/config.js', hidden, async (request, reply) => {
    const source = await asked(request, reply, sources)
    if (source === undefined) return unknown(reply)
    const entry = `[${JSON.stringify(source.writeKey)}]={config:${JSON.stringify(posthogConfig)},siteApps:[]};`
    return reply
      .type('text/javascript')
      .send(`(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{})${entry}`)
  })
}

interface SettingsRoute {
  Params: { writeKey: string }
}

async function allow(request: FastifyRequest, reply: FastifyReply, sources: SourceDirectory): Promise<void> {
  const { origin } = request.headers
  if (origin !== undefined) await allowKnownOrigin(reply, origin, sources)
  reply.type('application/json')
}

async function asked(
  request: FastifyRequest<SettingsRoute>,
  reply: FastifyReply,
  sources: SourceDirectory,
): Promise<CollectSource | undefined> {
  await allow(request, reply, sources)
  const { writeKey } = request.params
  if (sources.find(writeKey) === undefined) await sources.catchUp()
  return sources.find(writeKey)
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
  defaultIdentifiedOnly: true,
  siteApps: [],
}
