import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { listOrganisations, organisationView } from './organisations.ts'
import { partRoutes } from './part-routes.ts'
import { personReference } from './person.ts'
import {
  customerListQuery,
  customerSearch,
  foundCustomer,
  listCustomers,
  searchCustomers,
} from './search-customers.ts'
import { customerSummary, summariseCustomers } from './summarise-customers.ts'
import { unmaskCustomer, unmaskedView, unmaskInput } from './unmask-customer.ts'

const tags = ['customers']

export const customerRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(partRoutes)
  app.get(
    '/api/customers/summary',
    {
      config: { scope: 'understand:read' },
      schema: {
        tags,
        summary: 'How many customers there are, and their AUM today',
        response: { 200: customerSummary },
      },
    },
    async (request) => summariseCustomers(request.ctx),
  )
  app.get(
    '/api/customers',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Customers by number and filters, masked',
        querystring: customerListQuery,
        response: { 200: pageOf(foundCustomer) },
      },
    },
    async (request) => listCustomers(request.ctx, request.query),
  )
  app.post(
    '/api/customers/searches',
    {
      config: { scope: 'customers:read' },
      schema: {
        tags,
        summary: 'Customers by name, phone, email or number, masked',
        description: 'The query stands in the body, because addresses are logged on their way.',
        body: customerSearch,
        response: { 200: pageOf(foundCustomer) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return searchCustomers(request.ctx, request.body)
    },
  )
  app.post(
    '/api/customers/:number/unmaskings',
    {
      config: { scope: 'customers:unmask', secretAnswer: true },
      schema: {
        tags,
        summary: 'Show named fields of a customer in plain text, once, with a reason',
        params: personReference,
        body: unmaskInput,
        response: { 200: unmaskedView },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return unmaskCustomer(request.ctx, request.params.number, request.body)
    },
  )
  app.get(
    '/api/organisations',
    {
      config: { scope: 'understand:read' },
      schema: {
        tags: ['organisations'],
        summary: 'Head office, branches and sub-branches',
        response: { 200: z.object({ items: z.array(organisationView) }) },
      },
    },
    async (request) => ({ items: await listOrganisations(request.ctx) }),
  )
}
