import { resolve } from 'node:path'

/** A path as the user meant it: npm scripts run in the package's folder, INIT_CWD is where the command was typed. */
export function fromWhereTyped(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path)
}
