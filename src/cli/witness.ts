import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { checkpointIn } from '../sdk/witness.ts'
import type { Cli } from './account.ts'
import { action, type CommonOptions, jsonOption, repeated } from './action.ts'
import { taught } from './taught.ts'
import { makeWitnessKey, readSeen, readWitnessKey } from './witness/folder.ts'
import { startWitness } from './witness/run.ts'

type FolderOptions = CommonOptions & { dir: string }
type RunOptions = FolderOptions & { listen: { host: string; port: number }; log: string[] }

/** `witness keygen|run|show`: what a partner agency runs, so that nobody can be shown another log than everybody. */
export function registerWitness(program: Command, cli: Cli): void {
  const witness = program
    .command('witness')
    .description('see for your agency that the logs of a service only grow, and sign that they do')
  taught(witness, {
    about: [
      'A service signs how long its logs are and what they hold. Whoever reads them believes it only when witnesses of other agencies have seen the same: one history for everybody. A witness needs no database and no account; it is told of each checkpoint by the service, and of no record.',
    ],
    examples: [
      'despatch witness keygen --dir witness --name police.example.test/witness',
      'despatch witness show --dir witness',
    ],
    next: 'docs/operating.md has what an agency needs that runs one.',
  })

  const keygen = withFolder(witness.command('keygen').description('make the key of a witness'))
    .requiredOption('--name <name>', 'what it is called, such as police.example.test/witness')
    .addOption(jsonOption())
  taught(keygen, {
    about: [
      'Prints the verifier key, which stands in the annex of the agreement and in the settings of the service. The key itself is in the folder, mode 0600, without a passphrase: the witness signs on its own.',
    ],
    examples: ['despatch witness keygen --dir witness --name police.example.test/witness'],
    next: 'despatch witness run',
  })
  action<FolderOptions & { name: string }>(cli, keygen, async ({ dir, name, json }) => {
    const { vkey } = await makeWitnessKey(resolve(dir), name)
    if (json) cli.terminal.json({ folder: resolve(dir), vkey })
    else cli.terminal.say(vkey)
  })

  const run = withFolder(witness.command('run').description('answer the logs that ask; until it is stopped'))
    .requiredOption('--listen <host:port>', 'where; plain HTTP, for this machine or a proxy', hostAndPort)
    .requiredOption('--log <vkey>', 'verifier key of a log; may be given several times', repeated)
    .addOption(jsonOption())
  taught(run, {
    about: [
      'Of each log the last checkpoint is kept in the folder before it is signed. Keep the folder, and put no older copy of it back: with one, it could sign a second history. Where the disk is lost, make a new key, and have the annex name it.',
      'A log that contradicts what it signed before is refused; the two notes are then in seen/ and evidence/.',
    ],
    examples: ['despatch witness run --dir witness --listen 127.0.0.1:8090 --log "$(cat log.vkey)"'],
    next: 'the proxy in front gives https://HOST/PREFIX/add-checkpoint.',
  })
  action<RunOptions>(cli, run, async ({ dir, listen, log, json }) => {
    const { terminal, clock } = cli
    const running = await startWitness({
      folder: resolve(dir),
      listenOn: listen,
      logs: log,
      clock,
      tell: (line) => terminal.note(`${clock().toISOString()} ${line}`),
    })
    const { port, vkey, origins } = running
    if (json) terminal.json({ listening: `http://${listen.host}:${port}`, vkey, logs: origins })
    else
      terminal.say(
        `Listening on http://${listen.host}:${port} for ${origins.join(', ')}.`,
        `Its key: ${vkey}`,
      )
    process.once('SIGINT', running.stop).once('SIGTERM', running.stop)
    try {
      await running.ended
    } finally {
      process.off('SIGINT', running.stop).off('SIGTERM', running.stop)
    }
  })

  const show = withFolder(witness.command('show').description('what a witness has signed last')).addOption(
    jsonOption(),
  )
  taught(show, {
    examples: ['despatch witness show --dir witness', 'despatch witness show --dir witness --json'],
    next: 'compare the size with what despatch log checkpoint shows.',
  })
  action<FolderOptions>(cli, show, async ({ dir, json }) => {
    const { vkey } = await readWitnessKey(resolve(dir))
    const { seen, evidence } = await readSeen(resolve(dir))
    const logs = seen.map(({ note, at }) => {
      const checkpoint = checkpointIn(note)
      return { log: checkpoint?.origin ?? null, size: checkpoint?.size ?? null, at, note }
    })
    if (json) return cli.terminal.json({ vkey, logs, evidence })
    cli.terminal.say(
      vkey,
      ...logs.map(({ log, size, at }) => `${log ?? 'damaged'}: ${size ?? '?'} entries, ${at.toISOString()}`),
      ...(evidence === 0 ? [] : [`${evidence} notes in evidence/ contradict what was signed before.`]),
    )
  })
}

const withFolder = (command: Command): Command =>
  command.requiredOption('--dir <folder>', 'the folder of the witness')

function hostAndPort(text: string): { host: string; port: number } {
  const [, bracketed, bare, port = ''] = /^(?:\[([0-9a-fA-F:]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? bare
  if (host === undefined || Number(port) > 65535)
    throw new InvalidArgumentError('It is an address and a port, such as 127.0.0.1:8090.')
  return { host, port: Number(port) }
}
