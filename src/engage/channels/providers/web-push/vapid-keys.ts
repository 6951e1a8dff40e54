import type { Context } from '../../../../platform/context.ts'
import { decryptContact, encryptContact } from '../../../../platform/crypto/contact-cipher.ts'
import { generateVapidKeys } from './push-message.ts'

type KeyTables = { web_push_key: { only_row: boolean; public_key: string; private_key: string } }

/**
 * The installation's key pair for push services, made when it is first asked for. It never changes: browsers subscribed
 * to its public half, and a new pair would lose them all.
 */
export async function vapidKeys(ctx: Context): Promise<{ publicKey: string; privateKey: string }> {
  const db = ctx.postgres.withTables<KeyTables>()
  const read = () => db.selectFrom('web_push_key').select(['public_key', 'private_key']).executeTakeFirst()
  const known = await read()
  if (!known) {
    const made = generateVapidKeys()
    await db
      .insertInto('web_push_key')
      .values({
        only_row: true,
        public_key: made.publicKey,
        private_key: encryptContact(ctx.config, made.privateKey),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  const row = known ?? (await read())
  if (!row) throw new Error('the push keys were not stored')
  return { publicKey: row.public_key, privateKey: decryptContact(ctx.config, row.private_key) }
}
