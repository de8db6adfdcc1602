import Type from 'typebox'
import Value from 'typebox/value'
import { sha256Hex } from '../../crypto/digest.ts'
import type { Review } from '../../domain/wire/review.ts'
import { ReviewSigned, SIGNING_CLOCK_MS } from '../../domain/wire/review-statement.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { opensEntry, readEntry } from '../../log/entry.ts'
import { hashesBy } from '../../log/hashes.ts'
import { followExchanges } from '../../log/key-exchange.ts'
import { nameOfKey } from '../../log/new-origin.ts'
import { formatProof, parseProof, verifyInclusion } from '../../log/proof.ts'
import { type Hash, leafHash } from '../../log/tree.ts'
import { openSignedCheckpoint } from '../checkpoint.ts'
import { ClientError, LogInconsistentError } from '../errors.ts'
import type { Session } from '../session.ts'
import { saltBytes } from '../verify-log.ts'
import { openLeaf, readLeaves } from './leaves.ts'
import { formatExchanges, openLater, type SignedTree } from './log-keys.ts'
import { EXCHANGES_ENDING, PROOF_ENDING, RECORD_ENDING, type ReportFile } from './report/sums.ts'
import type { NewestCheckpoint } from './review.ts'

/** Where the log has a signature by its digest, when the service took it, by its own clock, and the tree that proves it. */
export type Logged = { index: bigint; time: string; tree: SignedTree }

/** What opens the entry of a signature. */
const LoggedJson = Type.Object(
  { salt: Type.String(), record: Type.String() },
  { additionalProperties: false },
)
const encoder = new TextEncoder()

/** A signed statement of a report: the path of its file, and its text. */
export type StatementFile = { path: string; text: string }

/**
 * The files that lie beside signed statements once the log has them: for each a C2SP tlog-proof, and what opens its entry. None for
 * one that is not published yet, nor where the log has another name since.
 *
 * @param of.logKey the key that the report names
 * @throws LogInconsistentError when the log has something else where the service says that it has a signature
 */
export async function loggedFiles(
  session: Session,
  { signatures }: Review,
  {
    statements,
    newest,
    logKey,
  }: { statements: readonly StatementFile[]; newest: NewestCheckpoint; logKey: string },
): Promise<ReportFile[]> {
  const files: ReportFile[] = []
  const checkpoint = signatures.some(({ leaf }) => leaf !== null) ? await newest() : null
  const exchanges = checkpoint && (await exchangesSince(session, { logKey, note: checkpoint.note }))
  if (!checkpoint || !exchanges) return files
  for (const { path, text } of statements) {
    const leaf = signatures.find(({ statement }) => statement === text)?.leaf
    if (leaf == null || BigInt(leaf) >= checkpoint.size) continue
    const [entry] = await readLeaves(session, checkpoint, [BigInt(leaf)])
    const opened = entry && (await openLeaf(session, entry))
    if (!entry || !opened) continue
    const isOfThis =
      entry.entry.type === 'review-signed' &&
      parseStatement(ReviewSigned, opened.record).statement === (await sha256Hex(text))
    if (!isOfThis)
      throw new LogInconsistentError(
        `Entry ${leaf} of the log does not have the signature that the service says it has. Tell the operator.`,
        checkpoint.note,
      )
    const { index, bytes, proof: hashes } = entry
    const proof = formatProof({ index, hashes, checkpoint: checkpoint.note, extra: bytes })
    files.push(
      { path: `${path}${PROOF_ENDING}`, bytes: encoder.encode(proof) },
      { path: `${path}${RECORD_ENDING}`, bytes: encoder.encode(`${JSON.stringify(opened)}\n`) },
    )
    if (exchanges.length > 0)
      files.push({
        path: `${path}${EXCHANGES_ENDING}`,
        bytes: encoder.encode(formatExchanges(exchanges)),
      })
  }
  return files
}

/** The notes that lead from a report's key to one that has signed a checkpoint: none where it has itself; null where they do not. */
async function exchangesSince(
  { service }: Pick<Session, 'service'>,
  { logKey, note }: { logKey: string; note: string },
): Promise<string[] | null> {
  if (await openSignedCheckpoint(note, logKey).catch(() => null)) return []
  const ours = service.keyExchanges.filter((one) => nameOfKey(one.split('\n')[1] ?? '') === nameOfKey(logKey))
  return (await followExchanges(logKey, service.logKey, ours)) && ours
}

/** A signed statement whose entry is to be proved, the key of the log, and how far the log was when the report was made. */
export type ToBeLogged = {
  text: string
  says: Pick<ReviewSigned, 'review' | 'by' | 'agency' | 'time'>
  step: ReviewSigned['step']
  logKey: string
  size: bigint
}

/**
 * Demands that the log has a signature: that its entry stands under a checkpoint which the log's key signed, or one after it, comes after what the
 * report is proved by, and has the digest of this very statement.
 *
 * @throws ClientError, StatementError
 */
export async function verifyLogged(
  hash: Hash,
  { proof, record, exchanges }: { proof: string; record: string; exchanges: string | null },
  { text, says, step, logKey, size }: ToBeLogged,
): Promise<Logged> {
  const file = parseProof(proof)
  const bytes = file?.extra
  const entry = bytes && readEntry(bytes)
  if (!file || !bytes || entry?.type !== 'review-signed')
    throw new ClientError('It is not the proof of a signature’s entry.')
  const tree = await openLater(file.checkpoint, logKey, exchanges)
  const claim = { index: file.index, leaf: leafHash(hash, bytes), proof: file.hashes }
  if (!verifyInclusion(hash, { ...claim, size: tree.size, root: tree.root }))
    throw new ClientError('Its hashes do not lead to its checkpoint.')
  const opened = readOpened(record)
  if (!opensEntry(hashesBy(hash), entry, saltBytes(opened.salt), opened.record))
    throw new ClientError('What is given as its record is not what was logged.')
  const logged = parseStatement(ReviewSigned, opened.record)
  const isOfThis =
    logged.review === says.review &&
    logged.by === says.by &&
    logged.agency === says.agency &&
    logged.step === step &&
    logged.statement === (await sha256Hex(text)) &&
    Math.abs(Date.parse(logged.time) - Date.parse(says.time)) <= SIGNING_CLOCK_MS
  if (!isOfThis) throw new ClientError('The log has another signature there.')
  if (file.index < size)
    throw new ClientError('The log had it before there was what the report is proved by.')
  return { index: file.index, time: logged.time, tree }
}

function readOpened(text: string): Type.Static<typeof LoggedJson> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ClientError('Its record is not JSON.')
  }
  if (Value.Check(LoggedJson, value)) return value
  throw new ClientError('Its record is not as a report has it.')
}
