import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Static } from 'typebox'
import type { Config } from '../../../src/config.ts'
import { type PrivateKey, unlockKey } from '../../../src/crypto/keys.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { demoPaths } from '../../../src/demo/files.ts'
import type { DemoAgency } from '../../../src/demo/partnership/agencies.ts'
import { trustTypeOf } from '../../../src/domain/trust/replay.ts'
import { emptyTrust } from '../../../src/domain/trust/state.ts'
import { type StatementSchema, writeStatement } from '../../../src/domain/wire/statement.ts'
import { readTrustRecord, type TrustRecord, writeTrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { formatCheckpoint } from '../../../src/log/checkpoint.ts'
import { readCosigner } from '../../../src/log/cosignature.ts'
import { readSigner } from '../../../src/log/keys.ts'
import { signNote } from '../../../src/log/note.ts'
import { trustLeaf, trustRoot } from '../../../src/log/trust-log.ts'
import { createClient } from '../../../src/sdk/client.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { trustInMemory } from '../../../src/sdk/trust/kept-trust.ts'
import { createTrust } from '../../../src/sdk/trust/trust.ts'
import { unlockUserKey } from '../../../src/sdk/user-key.ts'

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

/** What a hostile operator shows of the trust log: these records, signed with the log's own key at this time. */
export type Shown = { records: readonly TrustRecord[]; signedAt?: Date }

/**
 * A session at an operator who has the service's own keys and answers about trust as he likes.
 * @param shown asked at every call: what is shown now
 * @param fresh whether the machine has never seen this service before
 * @param by the program that the machine read it with before: one kept a state of another shape
 */
export async function shownTo(
  session: Session,
  { dataDir }: Config,
  shown: () => Shown,
  { fresh = true, by = 'this program' }: { fresh?: boolean; by?: 'this program' | 'an earlier one' } = {},
): Promise<Session> {
  const [secret = ''] = (await readFile(join(dataDir, 'keys', 'sequencer', 'trust.key'), 'utf8')).split('\n')
  const hostile: typeof fetch = async (input, init) => {
    const { pathname, searchParams } = new URL(String(input))
    const { records, signedAt = new Date() } = shown()
    const texts = records.map(writeTrustRecord)
    if (pathname === '/trust/checkpoint') {
      const leaves = texts.map((text, at) =>
        trustLeaf(sha256, trustTypeOf(records[at]?.statement ?? '') ?? '', text),
      )
      const signer = await readSigner(secret)
      const head = { origin: signer.name, size: BigInt(texts.length), root: trustRoot(sha256, leaves) }
      const note = await signNote(formatCheckpoint(head), signer, await readCosigner(secret, () => signedAt))
      return new Response(note, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    }
    if (pathname === '/api/v1/trust/records' && init?.method !== 'POST') {
      const from = Number(searchParams.get('from') ?? 0)
      return Response.json({ from, records: texts.slice(from) })
    }
    return fetch(input, init)
  }
  const { origin, token } = session.client
  const client = createClient({ origin, token, fetch: hostile })
  const { anchor } = await session.trust.state()
  if (anchor === null) throw new Error('a session begins from a root')
  const store = trustInMemory()
  const of = {
    trustKey: session.service.trustKey,
    anchor: async () => anchor,
    store,
    hash: sha256,
    clock: () => new Date(),
  }
  if (!fresh) await createTrust({ ...of, client: session.client }).state()
  const kept = await store.read()
  if (kept && by === 'an earlier one') {
    const { format: _none, state: _another, ...rest } = kept
    await store.write({ ...rest, state: emptyTrust() })
  }
  return { ...session, client, trust: createTrust({ ...of, client }) }
}

/** Everything that the honest service has published. */
export async function publishedRecords({ client }: Session): Promise<TrustRecord[]> {
  return (await client.trustRecords(0)).map(readTrustRecord)
}

/** The root of one of the demonstration's agencies. */
export async function rootOf({ dataDir }: Config, agency: DemoAgency['key']): Promise<PrivateKey> {
  const paths = demoPaths(dataDir)
  const passphrase = (await readFile(paths.passphrase, 'utf8')).trim()
  return unlockKey(await readFile(paths.agencyRoot(agency), 'utf8'), passphrase, { fast: true })
}

/** The key of one of the demonstration's people. */
export async function keyOf({ dataDir }: Config, login: string): Promise<PrivateKey> {
  const paths = demoPaths(dataDir)
  const passphrase = (await readFile(paths.passphrase, 'utf8')).trim()
  return unlockUserKey(await readFile(paths.personKey(login), 'utf8'), passphrase)
}

/** A record of this statement, signed by these keys. */
export async function signed<S extends StatementSchema>(
  schema: S,
  value: Static<S>,
  signers: readonly PrivateKey[],
  certificates: readonly string[] = [],
  now: Date = new Date(),
): Promise<TrustRecord> {
  const statement = writeStatement(schema, value)
  const signatures = await Promise.all(signers.map((key) => signStatement(statement, key, now)))
  return { statement, signatures, certificates: [...certificates] }
}
