import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { parseDefinitions } from '../../understand/rules/index.ts'
import { createAlertRule } from './save-alert-rule.ts'
import { newAlertRule } from './schema.ts'
import { alertTables } from './store.ts'

const alertFile = z.strictObject({ alerts: z.array(newAlertRule) })

/** Add the rules of an `alerts.yaml` that are not there yet; what exists is left as it is. */
export async function applyAlertDefinitions(ctx: Context, yaml: unknown): Promise<{ added: string[] }> {
  const { alerts } = parseDefinitions(alertFile, yaml, 'The alert definitions')
  const rows = await alertTables(ctx.postgres).selectFrom('alert_rule').select('key').execute()
  const existing = new Set(rows.map(({ key }) => key))
  const missing = alerts.filter(({ key }) => !existing.has(key))
  for (const rule of missing) await createAlertRule(ctx, rule)
  return { added: missing.map(({ key }) => key) }
}
