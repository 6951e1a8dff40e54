import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { pageOf } from '../../platform/http/route-kit.ts'
import { listProducts, productQuery, productView } from './list-products.ts'

export const productRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/products',
    {
      config: { scope: 'understand:read' },
      schema: {
        tags: ['products'],
        summary: 'Products that the bank has imported, by key',
        querystring: productQuery,
        response: { 200: pageOf(productView) },
      },
    },
    async (request) => listProducts(request.ctx, request.query),
  )
}
