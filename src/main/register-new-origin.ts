import { Argument, type Command, Option } from 'commander'
import { COMMON_OPTIONS } from '../cli/help.ts'
import { taught } from '../cli/taught.ts'
import type { Io } from '../cli/terminal.ts'
import type { Ending } from './ending.ts'

/** `new-origin log`. */
export function registerNewOrigin(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('new-origin')
    .description('have a log that cannot be gone on with begin anew under another name')
    .addArgument(new Argument('<log>', 'which one').choices(['log'] as const))
    .option('--checkpoint <file>', 'the newest checkpoint that anybody has of it: a signed note')
    .option('--finish', 'destroy the key before and go over; the service is stopped')
    .option('--agreed', 'the annexes that name this service name the next key, and are in force')
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(
      async (
        _log,
        {
          checkpoint,
          finish = false,
          agreed = false,
          json = false,
        }: { checkpoint?: string; finish?: boolean; agreed?: boolean; json?: boolean },
      ) => {
        const { newOrigin } = await import('./new-origin-command.ts')
        ending.exitCode = await newOrigin(
          { ...(checkpoint === undefined ? {} : { checkpoint }), finish, agreed, json },
          io,
        )
      },
    )
  taught(command, {
    about: [
      'The last resort, when clients or witnesses have seen entries that can be restored from nowhere: the log goes on as HOST/log/2, with the entries that the database has, under a new key. Its first entry there says which entries are lost. Under its old name nothing is ever signed again. Newer backups of the database or of DATA_DIR/log are always better.',
      'The first call makes the key, so that the agencies can sign an annex that names it; --finish goes over. Clients go over when the annex names the key and their user says --repin log; what they saw and the log has no more is kept on their machines.',
      'Of the trust log there is no such thing.',
    ],
    examples: ['despatch new-origin log --checkpoint newest', 'despatch new-origin log --finish --agreed'],
    next: 'start the service, every part of it, and back up DATA_DIR.',
  })
}
