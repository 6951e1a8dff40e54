import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

export const templateRoutes: FastifyPluginAsyncZod = async () => {}
