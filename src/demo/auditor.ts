import { Command } from 'commander'
import { registerCommands } from '../cli/commands.ts'
import { demoPaths } from './files.ts'

const AUDITOR = 'auditor'

/**
 * Leaves the command line of this machine signed in as the demonstration's auditor, by its own `login`.
 *
 * @param env the process's environment: says where the command line keeps its state
 */
export async function signInAuditor({
  origin,
  dataDir,
  env,
  out,
}: {
  origin: string
  dataDir: string
  env: Readonly<Record<string, string | undefined>>
  out: (line: string) => void
}): Promise<void> {
  const paths = demoPaths(dataDir)
  const program = new Command('despatch').exitOverride()
  registerCommands(program, {
    env: { ...env, DESPATCH_PASSPHRASE_FILE: paths.passphrase },
    out: () => {},
    err: out,
  })
  const args = ['login', origin, '--as', AUDITOR, '--key', paths.personKey(AUDITOR)]
  await program.parseAsync(args, { from: 'user' })
  out('The command line is signed in as the auditor, who can open every record and no content. Try:')
  out('  npx despatch disclosures')
  out('  npx despatch log verify')
}
