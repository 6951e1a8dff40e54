import { ensureSource } from '../../src/collect/sources/index.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Slice } from '../slice.ts'

/** The places events come from. Their write keys are random in every installation. */
export async function saveSources(
  ctx: Context,
): Promise<Pick<Slice, 'appSource' | 'webSource' | 'miniProgramSource' | 'branchSource'>> {
  const app = await ensureSource(ctx, { key: 'demo_app', name: '榕湾手机银行', channel: 'app' })
  const web = await ensureSource(ctx, {
    key: 'demo_web',
    name: '榕湾网上银行',
    channel: 'web',
    allowedOrigins: ['https://ebank.rongwan.example'],
  })
  const miniProgram = await ensureSource(ctx, {
    key: 'demo_mini_program',
    name: '榕湾微信小程序',
    channel: 'mini_program',
  })
  const branch = await ensureSource(ctx, { key: 'demo_branch', name: '网点智能终端', channel: 'branch' })
  return { appSource: app.id, webSource: web.id, miniProgramSource: miniProgram.id, branchSource: branch.id }
}
