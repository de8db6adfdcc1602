import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openSignedCheckpoint } from '../sdk/checkpoint.ts'
import { createClient } from '../sdk/client.ts'
import { ClientError } from '../sdk/errors.ts'
import { readCheckpointNote } from '../sdk/log-tiles.ts'
import { describeService } from '../sdk/session.ts'
import { type LogVerdict, verifyLog, verifyServer } from '../sdk/verify-log.ts'
import { LogKeyError, NoteError, sightings } from '../sdk/witnessing.ts'
import { accountOf, type Cli, clientOf, openReading, sha256, withScheme } from './account.ts'
import { type CommonOptions, FailedError } from './action.ts'
import { readExport } from './export-folder.ts'
import { readKept, readKeptIn } from './kept-checkpoint.ts'
import { readSession } from './kept-session.ts'
import { witnessingFor, witnessingJson, witnessingLines } from './log-witnessed.ts'
import { pinsIn, pinsOf } from './pins-file.ts'
import { type ProgressOptions, progressOf } from './progress.ts'

export type VerifyOptions = CommonOptions & ProgressOptions

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
  const verdict = await verifyLog({
    source,
    vkey,
    hash: sha256,
    onProgress: progressOf(cli, options, 'entries'),
    ...(from ? { from } : {}),
  })
  const key = known
    ? `Its key is the log key of ${known.host} that is pinned here${from ? ', and it continues the checkpoint seen before' : ''}.`
    : 'Its key came with the export and is not known here: make sure of it by another way.'
  const seen = await sightingsIn(note, witnesses)
  verdict.problems.push(...seen.problems)
  report(cli, options, verdict, { vkey, key, ...seen })
}

/** What the witnesses that came with an export have seen of it: nobody here knows how many an agreement asks for. */
async function sightingsIn(note: string, keys: readonly string[]) {
  if (keys.length === 0) return { witnesses: null, problems: [], lines: [] }
  try {
    const asked = new Set(keys).size
    const seen = (await sightings(note, keys)).length
    const lines = [
      `It was seen by ${seen} of the ${asked} ${asked === 1 ? 'witness' : 'witnesses'} whose keys came with the export: make sure of these, too.`,
    ]
    return { witnesses: { asked, seen }, problems: [], lines }
  } catch (error) {
    if (!(error instanceof NoteError || error instanceof LogKeyError)) throw error
    const why = error instanceof LogKeyError ? 'witnesses.vkey' : 'checkpoint'
    return { witnesses: null, problems: [`${why}: ${error.message}`], lines: [] }
  }
}

/** An export that is older than what this machine has seen cannot be held against it. */
async function earlier(note: string, kept: string | null, vkey: string) {
  if (kept === null) return null
  const shown = await openSignedCheckpoint(note, vkey).catch(() => null)
  const seen = await openSignedCheckpoint(kept, vkey).catch(() => null)
  return shown && seen && seen.size <= shown.size ? seen : null
}

/** The server whose pinned log key this is; a key of the same name that is not the pinned one is refused. */
async function knownLog(cli: Cli, vkey: string): Promise<{ host: string; kept: string | null } | null> {
  const servers = join(cli.state.folder, 'servers')
  for (const name of await readdir(servers).catch(() => [])) {
    const folder = join(servers, name)
    // A colon is no character for the name of a folder: before the port it is written as `_`.
    const host = name.replace(/_(\d+)$/, ':$1')
    const pinned = await pinsIn(folder).get('log')
    if (pinned === vkey) return { host, kept: await readKeptIn(folder) }
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
  const verdict = await verifyServer(reading, {
    kept,
    signedIn,
    ...(note === null ? {} : { checkpoint: note }),
    onProgress: progressOf(cli, options, 'entries'),
  })
  const continues = kept === null ? '' : ' It continues the checkpoint seen before.'
  // Which witnesses the agreement asks for, only those know who have read the trust log.
  const witnessing = signed && note !== null ? await witnessingFor(signed, note) : null
  report(cli, options, verdict, {
    vkey: reading.service.logKey,
    key: `Its key is pinned here.${continues}`,
    witnesses: witnessingJson(witnessing),
    lines: witnessingLines(witnessing),
  })
}

async function openUnsigned(cli: Cli, origin: string) {
  const client = clientOf(cli, origin)
  return { client, hash: sha256, ...(await describeService(client, pinsOf(cli.state, origin))) }
}

function report(
  { terminal }: Cli,
  { json }: CommonOptions,
  { size, opened, withheld, problems }: LogVerdict,
  { vkey, key, witnesses, lines }: { vkey: string; key: string; witnesses: object | null; lines: string[] },
): void {
  const verified = problems.length === 0
  if (json) terminal.json({ verified, size, opened, withheld, problems, logKey: vkey, witnesses })
  else if (problems.length === 0) {
    terminal.say(
      `Verified: ${size} entries, ${opened} opened and ${withheld} withheld or erased.`,
      key,
      ...lines,
    )
  } else terminal.say(...problems)
  demandVerified(problems)
}

/** @throws FailedError, after the problems have been told */
export function demandVerified({ length }: readonly string[]): void {
  if (length === 0) return
  throw new FailedError(
    `The log does not verify: ${length === 1 ? 'one problem' : `${length} problems`}. Keep it as it is and tell the auditor.`,
  )
}
