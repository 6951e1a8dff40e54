import type { Command } from 'commander'
import type { OpenForCommand } from './open-for-command.ts'
import { resetPassword } from '../govern/access/index.ts'

/** `banyan user reset-password LOGIN`: for whoever forgot the administrator's password. */
export function registerUserCommand(program: Command, open: OpenForCommand): void {
  program
    .command('user')
    .description('Manage users')
    .command('reset-password <login>')
    .description('Give a user a new generated password, printed once; their sessions end')
    .action(async (login: string) => {
      const { ctx, close } = await open()
      try {
        console.log(`New password of ${login}: ${await resetPassword(ctx, login)}`)
      } finally {
        await close()
      }
    })
}
