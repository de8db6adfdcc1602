import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createHistory } from '../domain/history.ts'
import { isRole, relationsOf } from '../domain/roles.ts'
import { type KeptCheckpoint, openSignedCheckpoint } from '../sdk/checkpoint.ts'
import { createClient } from '../sdk/client.ts'
import { ClientError } from '../sdk/errors.ts'
import { readCheckpointNote } from '../sdk/log-tiles.ts'
import { describeService } from '../sdk/session.ts'
import { verifyWithDestructions } from '../sdk/verify-destroyed.ts'
import { verifyLog } from '../sdk/verify-log.ts'
import { accountOf, type Cli, clientOf, openReading, type Reading, sha256, withScheme } from './account.ts'
import type { CommonOptions } from './action.ts'
import { readExport } from './export-folder.ts'
import { readKept, readKeptIn, readSeen } from './kept-checkpoint.ts'
import { readSession } from './kept-session.ts'
import { keepVerification, readVerification } from './kept-verification.ts'
import { sightingsIn } from './log-sightings.ts'
import { reportVerified } from './log-verdict.ts'
import { witnessingFor, witnessingJson, witnessingLines } from './log-witnessed.ts'
import { pinsIn, pinsOf } from './pins-file.ts'
import { type ProgressOptions, progressOf } from './progress.ts'
import { personFolder, serverFolder } from './state.ts'

export type VerifyOptions = CommonOptions & ProgressOptions & { whole?: boolean }

/** Verifies an export in a folder, or the published log of a server, and names whatever does not fit. */
export async function verify(cli: Cli, options: VerifyOptions, what: string | undefined): Promise<void> {
  const there = what === undefined ? null : await stat(what).catch(() => null)
  if (what === undefined || !there) return verifyPublished(cli, options, what)
  if (there.isDirectory()) return verifyFolder(cli, options, what)
  throw new ClientError(`${what} is a file. An export is a folder, as log export makes it.`)
}

async function verifyFolder(cli: Cli, options: VerifyOptions, folder: string): Promise<void> {
  const { source, vkey, note, witnesses } = await readExport(folder)
  const known = await knownLog(cli, vkey)
  const from = known ? await earlier(note, known.kept, vkey) : null
  const history = createHistory()
  const verdict = await verifyLog({
    source,
    vkey,
    hash: sha256,
    onEntry: history.add,
    onProgress: progressOf(cli, options, 'entries'),
    ...(from ? { from } : {}),
    ...(known ? { seen: await seenUpTo(known.seen, vkey, note) } : {}),
  })
  const key = known
    ? `Its key is the log key of ${known.host} that is pinned here${from ? ', and it continues the checkpoint seen before' : ''}.`
    : 'Its key came with the export and is not known here: make sure of it by another way.'
  const { problems, ...seen } = await sightingsIn(note, witnesses)
  verdict.problems.push(...problems)
  const found = { verdict, history: history.verdict(), vkey, key, before: 0n, trustRecords: null, ...seen }
  reportVerified(cli.terminal, options, found)
}

/** An export that is older than what this machine has seen cannot be held against it. */
async function earlier(note: string, kept: string | null, vkey: string) {
  if (kept === null) return null
  const shown = await openSignedCheckpoint(note, vkey).catch(() => null)
  const seen = await openSignedCheckpoint(kept, vkey).catch(() => null)
  return shown && seen && seen.size <= shown.size ? seen : null
}

/** The checkpoints that this machine has seen, as far as an export goes. */
async function seenUpTo(notes: readonly string[], vkey: string, note: string): Promise<KeptCheckpoint[]> {
  const shown = await openSignedCheckpoint(note, vkey).catch(() => null)
  const opened = await Promise.all(notes.map((seen) => openSignedCheckpoint(seen, vkey).catch(() => null)))
  return opened.filter((seen) => seen !== null).filter(({ size }) => shown !== null && size <= shown.size)
}

type KnownLog = { host: string; kept: string | null; seen: string[] }

/** The server whose pinned log key this is; a key of the same name that is not the pinned one is refused. */
async function knownLog(cli: Cli, vkey: string): Promise<KnownLog | null> {
  const servers = join(cli.state.folder, 'servers')
  for (const name of await readdir(servers).catch(() => [])) {
    const folder = join(servers, name)
    // A colon is no character for the name of a folder: before the port it is written as `_`.
    const host = name.replace(/_(\d+)$/, ':$1')
    const pinned = await pinsIn(folder).get('log')
    if (pinned === vkey) return { host, kept: await readKeptIn(folder), seen: await readSeen(folder) }
    if (pinned !== null && pinned.split('+')[0] === vkey.split('+')[0]) {
      throw new ClientError(`The export’s log key is not the one pinned for ${host}. It is not that log.`)
    }
  }
  return null
}

async function verifyPublished(cli: Cli, options: VerifyOptions, server: string | undefined): Promise<void> {
  // A path that is not there must not be looked up as the name of a host.
  if (server !== undefined && !/^[^/.]+[.:]|^localhost\/?$/.test(server)) {
    throw new ClientError(`There is no folder ${server}, and it is no address of a server either.`)
  }
  const account = await accountOf(cli, { ...options, ...(server === undefined ? {} : { server }) }).catch(
    () => null,
  )
  // The tree is open to everybody; records are read where this machine is signed in.
  const signedIn = account !== null && (server === undefined || (await readSession(cli, account)) !== null)
  const origin = account?.origin ?? createClient({ origin: withScheme(server ?? '') }).origin
  const signed = signedIn ? await openReading(cli, { ...options, server: origin }) : null
  const reading = signed ?? (await openUnsigned(cli, origin))
  const kept = await readKept(cli.state, origin)
  const note = await readCheckpointNote(reading.client)
  const seen = await readSeen(serverFolder(cli.state, origin))
  // What somebody opened of it is theirs: each goes on from where they came to themselves.
  const folder =
    signedIn && account ? personFolder(cli.state, { ...account, origin }) : serverFolder(cli.state, origin)
  const everything = signed !== null && opensAll(signed)
  const before = await readVerification(folder, options.whole ?? false)
  // What was withheld from somebody who may open all of it now is not known to be there: it is read anew.
  const isOther = everything && (before.after?.withheld ?? 0n) > 0n
  const { after, history } = isOther ? await readVerification(folder, true) : before
  const asked = {
    kept,
    seen,
    signedIn,
    ...(note === null ? {} : { checkpoint: note }),
    opensAll: everything,
    onEntry: history.add,
    onProgress: progressOf(cli, options, 'entries'),
    ...(after ? { after } : {}),
  }
  const verdict = await verifyWithDestructions(reading, asked, history)
  await keepVerification(folder, verdict.point, history)
  const trustRecords = signed ? (await signed.trust.state()).size : null
  const continues = kept === null ? '' : ' It continues the checkpoint seen before.'
  // Which witnesses the agreement asks for, only those know who have read the trust log.
  const witnessing = signed && note !== null ? await witnessingFor(signed, note) : null
  reportVerified(cli.terminal, options, {
    verdict,
    history: history.verdict(everything),
    vkey: reading.service.logKey,
    key: `Its key is pinned here.${continues}`,
    before: after?.size ?? 0n,
    trustRecords,
    witnesses: witnessingJson(witnessing),
    lines: witnessingLines(witnessing),
  })
}

/** Whether somebody may open every record: what they are not given is then erased. */
const opensAll = ({ person }: Pick<Reading, 'person'>): boolean =>
  relationsOf(person.roles.filter(isRole), 'open-log-records').has('any')

async function openUnsigned(cli: Cli, origin: string) {
  const client = clientOf(cli, origin)
  return { client, hash: sha256, ...(await describeService(client, pinsOf(cli.state, origin))) }
}
