import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ClientError } from '../sdk/errors.ts'
import { proveReferral } from '../sdk/proof.ts'
import { readStatement } from '../sdk/referral-statement.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { found } from './found.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { exportTo } from './log-export.ts'
import { verify } from './log-verify.ts'

/** `log checkpoint|prove|export|verify`. */
export function registerLog(program: Command, cli: Cli): void {
  const log = program.command('log').description('the audit log: what was shared, provably unchanged')

  const checkpoint = withAccount(
    log.command('checkpoint').description('the newest signed checkpoint, checked against the last one'),
  )
  action<CommonOptions>(cli, checkpoint, async (options) => {
    const reading = await openReading(cli, options)
    const kept = await keepCheckpoint(cli, reading)
    if (!kept) throw new ClientError('The log has published no checkpoint yet.')
    if (options.json)
      return cli.terminal.json({ note: kept.note, size: kept.size, logKey: reading.service.logKey })
    cli.terminal.say(...kept.note.trimEnd().split('\n'), '')
    cli.terminal.note('It is signed with the pinned log key and continues the checkpoint seen before.')
  })

  const prove = withAccount(
    log
      .command('prove')
      .description('proof that a referral stands in the log, for anybody to check offline')
      .argument('<ref>', 'reference or id')
      .option('--out <file>', 'write the .tlog-proof there'),
  )
  action<CommonOptions & { out?: string }>(cli, prove, async (options, [ref = '']) => {
    const reading = await openReading(cli, options)
    const view = await reading.client.referral((await found(reading, ref)).referral)
    const { origin, text: record } = await readStatement(reading, view)
    const proof = await proveReferral({ session: reading, referral: view.referral, origin, record })
    await keepCheckpoint(cli, reading, proof.checkpoint.note)
    if (options.out !== undefined) await writeNew(options.out, proof.proof)
    const { index, type, entry, salt } = proof
    if (options.json) {
      return cli.terminal.json({
        index,
        type,
        size: proof.checkpoint.size,
        entry,
        salt,
        record,
        proof: proof.proof,
      })
    }
    cli.terminal.say(
      `${view.reference} is entry ${index} (${type}) of ${proof.checkpoint.size}; the proof was checked.`,
      ...(options.out === undefined
        ? ['', ...proof.proof.trimEnd().split('\n')]
        : [`Written to ${options.out}.`]),
    )
  })

  const exporting = withAccount(
    log
      .command('export')
      .description('everything it takes to verify the log offline, in a new folder')
      .requiredOption('--dir <folder>', 'where to write it; must be new or empty'),
  )
  action<CommonOptions & { dir: string }>(cli, exporting, (options) => exportTo(cli, options))

  const verifying = withAccount(
    log
      .command('verify')
      .description('verify a whole log: an export, or a server')
      .argument('[what]', 'folder of an export, or address of a server; the one signed in to when left out'),
  )
  action<CommonOptions>(cli, verifying, (options, [what]) => verify(cli, options, what))
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch(() => {
    throw new ClientError(`${path} is there already or cannot be written. Nothing was overwritten.`)
  })
}
