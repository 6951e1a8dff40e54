import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { boardFor } from '../rights.ts'
import type { mailPreview, mailPreviewView } from './schema.ts'
import { writeMail } from './write-mail.ts'

/**
 * The mail as it would go out now, with the rights of who asks; nothing is sent or kept. Its pictures stand in the
 * document itself, where the mail has them as attachments.
 * @throws AppError not_found of the board
 */
export async function previewMail(
  ctx: Context,
  id: number,
  { language, filters }: z.output<typeof mailPreview>,
  signal?: AbortSignal,
): Promise<z.output<typeof mailPreviewView>> {
  const { board, reader } = await boardFor(ctx, id)
  const settings = { language, filters: filters ?? board.filters, owner: reader.principal }
  const { subject, html, pictures } = await writeMail(ctx, board, settings, signal)
  const shown = pictures.reduce(
    (page, { cid, png }) => page.replace(`cid:${cid}`, `data:image/png;base64,${png.toString('base64')}`),
    html,
  )
  return { subject, html: shown }
}
