import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { findPerson, personReference as params } from './person.ts'
import { aumQuery, aumView, readAum } from './read-aum.ts'
import { holdingsView, readHoldings } from './read-holdings.ts'
import { identityView, readIdentityLevel } from './read-identity-level.ts'
import { identifierView, mergeView, readIdentifiers, readMerges } from './read-identity.ts'
import { membershipView, readMemberships } from './read-memberships.ts'
import { profileView, readProfile } from './read-profile.ts'
import { readRelations, relationsView } from './read-relations.ts'
import { readTagValues, tagValueView } from './read-tag-values.ts'
import { countTimeline, readTimeline, timelineCount, timelineEvent, timelineQuery } from './read-timeline.ts'

const tags = ['customers']
const config = { scope: 'customers:read' } as const

/** Every route shows what is known about one person, masked; a console asks for what it shows, side by side. */
export const partRoutes: FastifyPluginAsyncZod = async (app) => {
  // What is known about a person is not for the caches on the way.
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  app.get(
    '/api/customers/:number',
    { config, schema: { tags, summary: 'Who a customer is', params, response: { 200: profileView } } },
    async (request) => readProfile(request.ctx, request.params.number),
  )
  app.get(
    '/api/customers/:number/identifiers',
    {
      config,
      schema: {
        tags,
        summary: 'What a customer is known by',
        params,
        response: { 200: z.object({ items: z.array(identifierView) }) },
      },
    },
    async (request) => ({ items: await readIdentifiers(request.ctx, request.params.number) }),
  )
  app.get(
    '/api/customers/:number/identity',
    {
      config,
      schema: {
        tags,
        summary: 'How well a customer is known, and what speaks for each level',
        params,
        response: { 200: identityView },
      },
    },
    async (request) => readIdentityLevel(request.ctx, request.params.number),
  )
  app.get(
    '/api/customers/:number/merges',
    {
      config,
      schema: {
        tags,
        summary: 'Which numbers were merged into a customer, and taken out again',
        params,
        response: { 200: z.object({ items: z.array(mergeView) }) },
      },
    },
    async (request) => ({ items: await readMerges(request.ctx, request.params.number) }),
  )
  app.get(
    '/api/customers/:number/holdings',
    {
      config,
      schema: { tags, summary: 'What a customer holds and held', params, response: { 200: holdingsView } },
    },
    async (request) => readHoldings(request.ctx, request.params.number),
  )
  app.get(
    '/api/customers/:number/aum',
    {
      config,
      schema: {
        tags,
        summary: 'AUM by day, and daily averages by month and year, by class of product',
        params,
        querystring: aumQuery,
        response: { 200: aumView },
      },
    },
    async (request) => readAum(request.ctx, request.params.number, request.query),
  )
  app.get(
    '/api/customers/:number/tags',
    {
      config,
      schema: {
        tags,
        summary: 'Every computed tag with the customer’s value',
        params,
        response: { 200: z.object({ items: z.array(tagValueView) }) },
      },
    },
    async (request) => ({ items: await readTagValues(request.ctx, request.params.number) }),
  )
  app.get(
    '/api/customers/:number/events',
    {
      config,
      schema: {
        tags,
        summary: 'What a customer did, newest first',
        params,
        querystring: timelineQuery,
        response: { 200: pageOf(timelineEvent) },
      },
    },
    async (request) => readTimeline(request.ctx, request.params.number, request.query),
  )
  app.get(
    '/api/customers/:number/events/counts',
    {
      config,
      schema: {
        tags,
        summary: 'How many events of each name and channel a customer has',
        params,
        response: { 200: z.object({ items: z.array(timelineCount) }) },
      },
    },
    async (request) => ({ items: await countTimeline(request.ctx, request.params.number) }),
  )
  app.get(
    '/api/customers/:number/relations',
    {
      config,
      schema: {
        tags,
        summary: 'Who stands in which relation to a customer',
        params,
        response: { 200: relationsView },
      },
    },
    async (request) => readRelations(request.ctx, request.params.number),
  )
  app.get(
    '/api/customers/:number/segments',
    {
      config,
      schema: {
        tags,
        summary: 'Segments whose latest snapshot has the customer',
        params,
        response: { 200: z.object({ items: z.array(membershipView) }) },
      },
    },
    async (request) => ({ items: await readMemberships(request.ctx, request.params.number) }),
  )
  app.get(
    '/api/customers/:number/benefits',
    {
      config,
      schema: {
        tags,
        summary: 'Points, coupons and other benefits of a customer',
        description: 'Always empty: nothing grants benefits yet.',
        params,
        response: { 200: z.object({ items: z.array(z.never()) }) },
      },
    },
    async (request) => {
      await findPerson(request.ctx, request.params.number)
      return { items: [] }
    },
  )
}
