import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { etag, pageOf, pageQuery, requireVersion } from '../../platform/http/route-kit.ts'
import { createEventDefinition } from './create-event-definition.ts'
import { listEventDefinitions, readEventDefinition } from './list-event-definitions.ts'
import {
  eventChange,
  eventName,
  eventView,
  newEvent,
  propertyChange,
  propertyName,
  search,
} from './schema.ts'
import { updateEventDefinition, updatePropertyDefinition } from './update-event-definition.ts'

const tags = ['event-definitions']
const query = pageQuery.extend({
  status: z.enum(['learnt', 'approved', 'blocked']).optional(),
  search: search.optional(),
})
const event = z.object({ name: eventName })
const property = event.extend({ property: propertyName })

export const trackingPlanRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/event-definitions',
    {
      config: { scope: 'collect:read' },
      schema: {
        tags,
        summary: 'The tracking plan',
        querystring: query,
        response: { 200: pageOf(eventView) },
      },
    },
    async (request) => listEventDefinitions(request.ctx, request.query),
  )
  app.post(
    '/api/event-definitions',
    {
      config: { scope: 'collect:write' },
      schema: { tags, summary: 'Describe an event', body: newEvent, response: { 201: eventView } },
    },
    async (request, reply) => {
      const definition = await createEventDefinition(request.ctx, request.body)
      return reply.code(201).header('etag', etag(definition.version)).send(definition)
    },
  )
  app.get(
    '/api/event-definitions/:name',
    {
      config: { scope: 'collect:read' },
      schema: { tags, summary: 'One event', params: event, response: { 200: eventView } },
    },
    async (request, reply) => {
      const definition = await readEventDefinition(request.ctx, request.params.name)
      return reply.header('etag', etag(definition.version)).send(definition)
    },
  )
  app.patch(
    '/api/event-definitions/:name',
    {
      config: { scope: 'collect:write' },
      schema: {
        tags,
        summary: 'Approve, block or describe an event',
        params: event,
        body: eventChange,
        response: { 200: eventView },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      const definition = await updateEventDefinition(request.ctx, name, request.body, requireVersion(request))
      return reply.header('etag', etag(definition.version)).send(definition)
    },
  )
  app.patch(
    '/api/event-definitions/:name/properties/:property',
    {
      config: { scope: 'collect:write' },
      schema: {
        tags,
        summary: 'Set the type of a property',
        description: 'If-Match carries the version of the property; the ETag of the answer too.',
        params: property,
        body: propertyChange,
        response: { 200: eventView },
      },
    },
    async (request, reply) => {
      const { name, property: own } = request.params
      const definition = await updatePropertyDefinition(
        request.ctx,
        name,
        own,
        request.body,
        requireVersion(request),
      )
      const changed = definition.properties.find((known) => known.name === own)
      if (changed === undefined) throw new AppError('not_found', `${name} has no property ${own}`)
      return reply.header('etag', etag(changed.version)).send(definition)
    },
  )
}
