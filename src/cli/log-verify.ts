import { stat } from 'node:fs/promises'
import type { EachEntry } from '../domain/history/each-entry.ts'
import { isRole, relationsOf } from '../domain/roles.ts'
import { createClient } from '../sdk/client.ts'
import { ApiProblemError, ClientError } from '../sdk/errors.ts'
import { publishedLog, readCheckpointNote } from '../sdk/log-tiles.ts'
import { type PastVerdict, verifyPast } from '../sdk/past.ts'
import type { LoggedEntry } from '../sdk/reconcile.ts'
import { describeService } from '../sdk/session.ts'
import { annexesOf } from '../sdk/trust/annexes-of.ts'
import { fromAnnexes } from '../sdk/trust/verify-export.ts'
import { signedLines } from '../sdk/verdict-words.ts'
import { verifyWithDestructions } from '../sdk/verify-destroyed.ts'
import type { LogVerdict } from '../sdk/verify-log.ts'
import { createSignedEntries } from '../sdk/verify-signed.ts'
import { accountOf, type Cli, clientOf, openReading, type Reading, sha256, withScheme } from './account.ts'
import type { CommonOptions } from './action.ts'
import { nodeHashes } from './hashes.ts'
import { readKept, readSeen } from './kept-checkpoint.ts'
import { readSession } from './kept-session.ts'
import { keepVerification, readVerification } from './kept-verification.ts'
import { type Found, reportVerified } from './log-verdict.ts'
import { verifyFolder } from './log-verify-folder.ts'
import { witnessingFor, witnessingJson, witnessingOrNone } from './log-witnessed.ts'
import { pinsOf } from './pins-file.ts'
import { type ProgressOptions, progressOf } from './progress.ts'
import { personFolder, serverFolder } from './state.ts'
import { trustStore } from './trust-file.ts'

export type VerifyOptions = CommonOptions & ProgressOptions & { whole?: boolean; goOn?: boolean }

/** Who is told of a verification: of each entry that is read, and at its end of what was found. */
export type Told = { each?: Pick<EachEntry, 'see' | 'goOn'>; report(found: Found): void }

/**
 * Verifies an export in a folder, or the published log of a server, and names whatever does not fit.
 *
 * @param told the terminal when left out
 */
export async function verify(
  cli: Cli,
  options: VerifyOptions,
  what: string | undefined,
  told: Told = { report: (found) => reportVerified(cli.terminal, options, found) },
): Promise<void> {
  const there = what === undefined ? null : await stat(what).catch(() => null)
  if (what === undefined || !there) return verifyPublished(cli, options, what, told)
  if (there.isDirectory()) return verifyFolder(cli, options, what, told)
  throw new ClientError(`${what} is a file. An export is a folder, as log export makes it.`)
}

async function verifyPublished(
  cli: Cli,
  options: VerifyOptions,
  server: string | undefined,
  told: Told,
): Promise<void> {
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
  const isFirst = (await pinsOf(cli.state, origin).get('log')) === null
  const signed = signedIn ? await openReading(cli, { ...options, server: origin }) : null
  const reading = signed ?? (await openUnsigned(cli, origin))
  const kept = await readKept(cli.state, origin)
  const note = await readCheckpointNote(reading.client)
  const seen = await readSeen(serverFolder(cli.state, origin))
  // What somebody opened of it is theirs: each goes on from where they came to themselves.
  const folder =
    signedIn && account ? personFolder(cli.state, { ...account, origin }) : serverFolder(cli.state, origin)
  const everything = signed !== null && opensAll(signed)
  const now = cli.clock()
  const before = await readVerification(folder, { whole: options.whole ?? false, now })
  // What was withheld from somebody who may open all of it now is not known to be there: it is read anew.
  const isOther = everything && (before.after?.withheld ?? 0n) > 0n
  const { after, history } = isOther ? await readVerification(folder, { whole: true, now }) : before
  const state = signed ? await signed.trust.state() : null
  // Others' people may decide as well, of whom this reader has nobody's word that they are who they say.
  const whole = signed ? await trustStore(cli.state, signed.account).read() : null
  const signedEntries = createSignedEntries({
    ...{ vkey: reading.service.logKey, state },
    ...(whole ? { whole: whole.state } : {}),
    history,
  })
  const asked = {
    kept,
    seen,
    signedIn,
    ...(note === null ? {} : { checkpoint: note }),
    hashes: nodeHashes(),
    opensAll: everything,
    onEntry: (entry: LoggedEntry) => {
      history.add(entry)
      signedEntries.see(entry)
      told.each?.see(entry)
    },
    settled: signedEntries.settled,
    onProgress: progressOf(cli, options, 'entries'),
    ...(after ? { after } : {}),
  }
  const verdict = await verifyWithDestructions(reading, asked, {
    verdict: history.verdict,
    goOn() {
      history.goOn()
      told.each?.goOn()
    },
  })
  // Which witnesses the agreement asks for, only those know who have read the trust log.
  const witnessing = signed && note !== null ? await witnessingFor(signed, note) : null
  const past = await pastOf(reading, { verdict, note, seen, signed })
  verdict.problems.push(...past.problems, ...signedEntries.verdict().problems)
  if (verdict.problems.length === 0) await keepVerification(folder, verdict.point, history)
  const trustRecords = signed ? (await signed.trust.state()).size : null
  const { logKey } = reading.service
  told.report({
    verdict,
    history: history.verdict(everything),
    everything,
    vkey: logKey,
    key: isFirst
      ? firstSeen(logKey)
      : `Its key is pinned here.${kept === null ? '' : ' It continues the checkpoint seen before.'}`,
    former: false,
    before: after?.size ?? 0n,
    trustRecords,
    past,
    witnesses: witnessingJson(witnessing),
    lines: [...(signed ? witnessingOrNone(witnessing) : []), ...signedLines(signedEntries.verdict())],
  })
}

/** The checkpoints that this machine has seen, with the witnesses that the agreement names, of whom only readers know. */
async function pastOf(
  { client, service, formerLogKeys, hash }: Pick<Reading, 'client' | 'service' | 'formerLogKeys' | 'hash'>,
  {
    verdict: { size, root },
    note,
    seen,
    signed,
  }: { verdict: LogVerdict; note: string | null; seen: readonly string[]; signed: Reading | null },
): Promise<PastVerdict> {
  if (size === null || root === null || note === null)
    return { checkpoints: 0, cosignatures: 0, problems: [] }
  const annexes = signed ? annexesOf(await signed.trust.state(), service.origin) : []
  const named = seen.map((one) => ({
    name: `the checkpoint of ${one.split('\n')[1]} entries seen here`,
    note: one,
  }))
  return verifyPast({
    ...{ source: publishedLog(client), vkey: service.logKey, further: formerLogKeys },
    ...{ hash, newest: { size, root }, past: [] },
    compared: [{ name: 'checkpoint', note }, ...named],
    witnesses: fromAnnexes(annexes),
  })
}

/** Of a key that this machine has never seen nobody has said yet whose it is. */
const firstSeen = (logKey: string): string =>
  `Its key was not known here, and is pinned from now on: ${logKey}. Compare it with the one in the annex of your agreement, or ask somebody who has it: anybody can make up a log.`

/** Whether somebody may open every record: what they are not given is then erased. */
const opensAll = ({ person }: Pick<Reading, 'person'>): boolean =>
  relationsOf(person.roles.filter(isRole), 'open-log-records').has('any')

async function openUnsigned(cli: Cli, origin: string) {
  const client = clientOf(cli, origin)
  const described = await describeService(client, pinsOf(cli.state, origin)).catch((error: unknown) => {
    throw isOfNoService(error) ? new ClientError(noService(client.origin)) : error
  })
  return { client, hash: sha256, ...described }
}

/** Of what it does not have a service says so by a problem of its own. */
const isOfNoService = (error: unknown): boolean =>
  error instanceof ApiProblemError && error.status === 404 && error.type === 'about:blank'

const noService = (origin: string): string =>
  `There is no service of Despatch at ${origin}. Where a web server has an export there, fetch its files into a folder, and verify that.`
