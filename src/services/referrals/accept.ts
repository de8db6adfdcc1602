import Value from 'typebox/value'
import { createCertificates, type ReadCertificate } from '../../crypto/certificate-cache.ts'
import { createSealedObjectCheck, SealedObjectError } from '../../crypto/sealed-object.ts'
import { dayOf } from '../../domain/day.ts'
import { type Answered, decide, unmetIn } from '../../domain/decide.ts'
import { descriptorsAdded } from '../../domain/descriptors.ts'
import { markingOfLine } from '../../domain/marking.ts'
import { problem } from '../../domain/problems.ts'
import { type Suspended, suspensionBetween } from '../../domain/trust/state.ts'
import type { Directory } from '../../domain/wire/directory.ts'
import { Manifest } from '../../domain/wire/manifest.ts'
import { DataClass } from '../../domain/wire/referral-fields.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import { type Caller, demandAction, demandMailbox } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandSignatureBy } from '../own-signature.ts'
import { createPartnership, type PartnershipOf } from '../partnership.ts'
import { createStatementReader } from '../read-statement.ts'
import { recordRefusal } from '../register/record-refusal.ts'
import { createTrustHeads, type DemandTrustHead, demandSeen } from '../trust/heads.ts'
import type { TrustStanding } from '../trust/standing.ts'
import { expectedSubkeys } from './expected-subkeys.ts'
import { CHUNK_BYTES, ContentTooLarge, type IncomingContent, takeIn } from './incoming-content.ts'
import { demandPartnersTakeIt } from './partner-limits.ts'
import { createStandings, type Earlier, type Recipient, type Standing } from './standing.ts'
import { createStore, type Store } from './store-referral.ts'
import { demandThreadParty } from './thread.ts'

/** A sealed referral is at most this large: 25 MiB. */
export const CONTENT_LIMIT = 25 * 1024 * 1024
const OLDEST_MS = 60 * 60 * 1000
const AHEAD_MS = 5 * 60 * 1000

export type Submission = { statement: string; signature: string; content: AsyncIterable<Uint8Array> }
export type Accepted = { referralId: string; stagedId: bigint; manifest: Manifest; again: boolean }

export type AcceptDependencies = {
  db: Db
  clock: () => Date
  service: { origin: string; domain: string }
  /** what the trust log comes to */
  standing: TrustStanding
  /** the folder where content waits while it comes in; see `prepareSpool` */
  spool: string
  /** is told of every so many bytes of large content that have gone through buffers which nobody needs any more */
  tidy(bytes: number): void
}

/** See `createAcceptance`. @throws ProblemError one of the registry's, with a sentence */
export type Accept = (caller: Caller, submission: Submission) => Promise<Accepted>

/**
 * Accepts sealed referrals, or says why not.
 *
 * Everything that can be judged before the content is judged before the content is read. What is accepted is
 * committed in one transaction: the referral, its deliveries, its content and the log entry that precedes
 * anything leaving. The same submission again gets the first answer, whatever its age has become (promise 4).
 */
export function createAcceptance(dependencies: AcceptDependencies): Accept {
  const { db, service, tidy } = dependencies
  const known = {
    ...dependencies,
    partnershipOf: createPartnership(db, service, dependencies.standing),
    demandTrustHead: createTrustHeads(db),
    readCertificate: createCertificates(),
    store: createStore(db, tidy),
    readManifest: createStatementReader(Manifest),
    readStanding: createStandings(db),
  }
  return (caller, submission) => acceptReferral(known, caller, submission)
}

type Dependencies = AcceptDependencies & {
  partnershipOf: PartnershipOf
  demandTrustHead: DemandTrustHead
  readCertificate: ReadCertificate
  store: Store
  readManifest: (text: string) => Manifest
  readStanding: ReturnType<typeof createStandings>
}

async function acceptReferral(
  dependencies: Dependencies,
  caller: Caller,
  submission: Submission,
): Promise<Accepted> {
  const { clock, spool, tidy, partnershipOf, readCertificate, readStanding, store } = dependencies
  demandAction(caller, 'send-referral')
  const manifest = dependencies.readManifest(submission.statement)
  const standing = await readStanding({ caller, manifest })
  if (standing.earlier) return answerAgain(standing.earlier, caller, manifest, submission, spool)

  const { statement, signature } = submission
  const own = await Promise.all(standing.ownCertificates.map(readCertificate))
  const signer = await demandSignatureBy(own, { type: 'manifest/1', statement, signature, now: clock() })
  demandFresh(manifest, clock())
  const from = demandMailbox(caller, 'send-referral', manifest.from, 'send')
  demandThreadParty(standing)
  await dependencies.demandTrustHead(manifest)
  const { directory, certificates, suspensions, trust } = await partnershipOf(standing.partnershipVersion)
  demandKnownRecipients(manifest, standing.recipients)
  demandTrusting(manifest, directory, suspensions)
  await demandSeen(dependencies.db, manifest, { state: trust, signer })
  await demandLawful(dependencies, caller, { manifest, directory, answers: standing.answers })
  const messageId = messageIdOf(manifest.id, dependencies.service.domain)
  demandPartnersTakeIt(manifest, standing.recipients, {
    messageId,
    serviceDomain: dependencies.service.domain,
  })
  const expected = await expectedSubkeys(certificates, [manifest.from, ...manifest.to], {
    now: clock(),
    readCertificate,
  })

  const content = await receiveContent(manifest, submission.content, { expected, spool, tidy })
  try {
    const stagedId = await store({
      submittedBy: caller.personId,
      signer,
      manifest,
      from,
      recipients: standing.recipients,
      submission,
      content,
      messageId,
      now: clock(),
    })
    return { referralId: manifest.id, stagedId, manifest, again: false }
  } catch (error) {
    // Two of the same at once: the other one won, and its answer is ours too.
    const winner = isUniqueViolation(error) ? (await readStanding({ caller, manifest })).earlier : null
    if (winner) return sameAnswer(winner, caller, manifest, submission)
    if (isUniqueViolation(error)) throw problem('content-already-used')
    throw error
  } finally {
    await content.discard()
  }
}

async function answerAgain(
  earlier: Earlier,
  caller: Caller,
  manifest: Manifest,
  submission: Submission,
  spool: string,
): Promise<Accepted> {
  const answer = sameAnswer(earlier, caller, manifest, submission)
  const content = await takeIn(submission.content, { limit: CONTENT_LIMIT, spool, onChunk() {} }).catch(
    tooLarge,
  )
  await content.discard()
  if (content.sha256 !== manifest.content[0]?.sha256) {
    throw problem('conflict', 'Another content was already accepted under this id.')
  }
  return answer
}

function sameAnswer(earlier: Earlier, caller: Caller, manifest: Manifest, submission: Submission): Accepted {
  const same =
    earlier.submittedBy === caller.personId &&
    earlier.statement === submission.statement &&
    earlier.signature === submission.signature
  if (!same) throw problem('conflict', 'Another referral was already accepted under this id.')
  return { referralId: earlier.id, stagedId: earlier.stagedId, manifest, again: true }
}

function demandFresh(manifest: Manifest, now: Date): void {
  const age = now.getTime() - Date.parse(manifest.created)
  const skewSeconds = Math.round(-age / 1000)
  if (age > OLDEST_MS) {
    throw problem(
      'manifest-stale',
      `The manifest was composed ${Math.round(age / 60_000)} minutes ago; compose it again.`,
      {
        skewSeconds,
      },
    )
  }
  if (age < -AHEAD_MS) {
    throw problem(
      'manifest-ahead',
      `Your clock is ${skewSeconds} seconds ahead of the service; set it right.`,
      {
        skewSeconds,
      },
    )
  }
}

function demandKnownRecipients(manifest: Manifest, recipients: readonly Recipient[]): void {
  const known = new Set(recipients.map(({ address }) => address))
  const unknown = manifest.to.filter((address) => !known.has(address))
  if (unknown.length > 0) {
    throw problem('unknown-recipient', `Not a mailbox of this partnership: ${unknown.join(', ')}.`, {
      unknown,
    })
  }
}

function demandTrusting(
  manifest: Manifest,
  { mailboxes, agencies }: Directory,
  suspensions: Suspended[],
): void {
  const agencyOf = (address: string): string => {
    const mailbox = mailboxes.find((one) => one.address === address)
    return agencies.find(({ id }) => id === mailbox?.agency)?.name ?? ''
  }
  for (const to of manifest.to) {
    const suspended = suspensionBetween({ suspensions }, agencyOf(manifest.from), agencyOf(to))
    if (!suspended) continue
    throw problem(
      'trust-suspended',
      `${suspended.by} has suspended its trust in ${suspended.agency === suspended.by ? 'its own keys' : suspended.agency}: nothing is carried from ${manifest.from} to ${to}.`,
      { by: suspended.by, agency: suspended.agency, reason: suspended.reason },
    )
  }
}

async function demandLawful(
  dependencies: Pick<AcceptDependencies, 'db' | 'clock'>,
  caller: Caller,
  {
    manifest,
    directory,
    answers,
  }: { manifest: Manifest; directory: Directory; answers: Standing['answers'] },
): Promise<void> {
  const added = descriptorsAdded(directory.agreements.flatMap(({ amendments }) => amendments))
  const answered = answers && answeredOf(answers, added)
  const decision = decide(manifest, directory, dayOf(dependencies.clock()), answered)
  if (decision.outcome === 'allowed') return
  await recordRefusal(dependencies, caller, { manifest, directory, decision })
  const sentences = unmetIn(decision)
    .map(({ sentence }) => sentence)
    .join(' ')
  const { outcome, ...unmet } = decision
  throw problem(outcome === 'needs' ? 'rules-need' : 'rules-refused', sentences, unmet)
}

function answeredOf(
  { marking, dataClass }: NonNullable<Standing['answers']>,
  added: ReturnType<typeof descriptorsAdded>,
): Answered {
  return {
    marking: marking === null ? null : markingOfLine(marking, added),
    dataClass: Value.Check(DataClass, dataClass) ? dataClass : null,
  }
}

async function receiveContent(
  manifest: Manifest,
  source: AsyncIterable<Uint8Array>,
  { expected, spool, tidy }: { expected: string[]; spool: string; tidy(bytes: number): void },
): Promise<IncomingContent> {
  const check = createSealedObjectCheck(expected)
  let size = 0
  const onChunk = (piece: Uint8Array) => {
    check.push(piece)
    size += piece.byteLength
    if (size > CHUNK_BYTES) tidy(piece.byteLength)
  }
  const [named] = manifest.content
  const content = await takeIn(source, { limit: CONTENT_LIMIT, spool, onChunk })
    .catch(tooLarge)
    .catch(hiddenReader)
  try {
    check.end()
    if (content.sha256 !== named?.sha256 || content.size !== named.size) {
      throw problem('digest-mismatch', 'The content sent is not the one that the manifest names.')
    }
    return content
  } catch (error) {
    await content.discard()
    return hiddenReader(error)
  }
}

function tooLarge(error: unknown): never {
  if (error instanceof ContentTooLarge) throw problem('content-too-large', error.message)
  throw error
}

function hiddenReader(error: unknown): never {
  if (error instanceof SealedObjectError) {
    throw problem('sealed-object-refused', error.message, { reason: error.reason })
  }
  throw error
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
