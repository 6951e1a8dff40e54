import { Option } from 'commander'
import { resolve } from 'node:path'

/** npm scripts run in the package's folder; INIT_CWD, which npm sets, is where the command was typed. */
export const typedIn = (): Option =>
  new Option('--cwd <directory>', 'folder that relative paths start from')
    .env('INIT_CWD')
    .default(process.cwd(), 'where the command is typed')

/** A path as the user meant it. */
export function fromWhereTyped(options: { readonly cwd: string }, path: string): string {
  return resolve(options.cwd, path)
}
