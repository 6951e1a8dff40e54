import type { Generated } from 'kysely'
import type { Scope } from '../../platform/actor.ts'
import type { Postgres } from '../../platform/context.ts'
import type { Role } from './roles.ts'

interface UserTable {
  id: Generated<number>
  login: string
  name: string
  password_hash: string
  role: Role
  locale: 'zh-CN' | 'en'
  disabled_at: Date | null
  data_scope: string[] | null
  version: Generated<number>
  created_at: Generated<Date>
}

interface SessionTable {
  token_hash: Buffer
  user_id: number
  address: string
  user_agent: string
  created_at: Date
  expires_at: Date
}

interface ApiKeyTable {
  id: Generated<number>
  name: string
  prefix: string
  key_hash: Buffer
  scopes: Scope[]
  created_by: number | null
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

interface LoginFailureTable {
  id: Generated<number>
  bucket: string
  at: Date
}

type AccessTables = {
  app_user: UserTable
  session: SessionTable
  api_key: ApiKeyTable
  login_failure: LoginFailureTable
}

export const accessTables = (postgres: Postgres) => postgres.withTables<AccessTables>()
