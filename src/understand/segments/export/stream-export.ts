import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { FastifyReply } from 'fastify'

export async function streamExport(_ctx: Context, _id: number, _reply: FastifyReply): Promise<never> {
  throw new AppError('unavailable', 'Not built yet')
}
