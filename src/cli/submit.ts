import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { chosenDayRemark } from '../domain/answer-times.ts'
import { type Decision, type Reason, unmetIn } from '../domain/decide.ts'
import { kindOf } from '../domain/kinds.ts'
import { formatMarking } from '../domain/marking.ts'
import type { Fault } from '../domain/wire/check.ts'
import type { KindName, Marking, ReferralFields } from '../domain/wire/referral-fields.ts'
import { askRules } from '../sdk/ask-rules.ts'
import { keepAsDraft } from '../sdk/drafts.ts'
import { ClientError } from '../sdk/errors.ts'
import { KeyWaitsError } from '../sdk/key-waits.ts'
import { type Readers, readersOf } from '../sdk/keys/who-reads.ts'
import { markingConflicts } from '../sdk/marking-conflicts.ts'
import { prepareReferral, type ReadyReferral } from '../sdk/prepare.ts'
import type { ReferralRequest } from '../sdk/referral-request.ts'
import { sealingAgain } from '../sdk/seal-again.ts'
import { type SentReferral, send } from '../sdk/send.ts'
import type { Cli, Reading, Signing } from './account.ts'
import { type CommonOptions, FailedError } from './action.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { personFolder, writeJson } from './state.ts'
import { safeLine, wrapped } from './terminal-text.ts'
import { demandReadersMeant, showConsiderations, showReaders } from './who-will-read.ts'

/** Says which fields are wrong before anybody is asked for a passphrase. */
export function demandValid({ terminal }: Cli, kind: KindName, data: unknown, options: CommonOptions): void {
  const faults = kindOf(kind).check(data)
  if (faults.length === 0) return
  if (options.json) terminal.json({ error: { message: 'The data is not valid.', kind, faults } })
  else terminal.note(...faults.map(faultLine))
  const fields = faults.length === 1 ? 'field is' : `${faults.length} fields are`
  throw new FailedError(
    `The data is not a valid ${kind}: ${faults.length === 1 ? 'one ' : ''}${fields} wrong. Nothing was sent. See: despatch schema ${kind} --example`,
  )
}

const faultLine = ({ path, message }: Fault): string => `  ${path === '' ? 'the whole' : path} ${message}`

/**
 * `keepMarking`: a higher marking that the form or a file names does not count. `confirm`: whoever sits at the terminal is asked
 * whether the readers are those that are meant.
 */
export type SubmitOptions = CommonOptions & { keepMarking?: boolean; confirm?: boolean }

/** What was sealed, for whom to read, and what became of it. */
export type Submitted = { prepared: ReadyReferral; sent: SentReferral; readers: Readers[] }

/**
 * Prepares and sends a referral: the rules' answer and who will be able to read it are printed before anything leaves; then the
 * reference, and where it stands in the log.
 */
export async function submit(
  cli: Cli,
  session: Signing,
  request: ReferralRequest,
  options: SubmitOptions,
): Promise<SentReferral> {
  const { prepared, sent, readers } = await submitUnreported(cli, session, request, options)
  report(cli, prepared, sent, { ...options, readers })
  return sent
}

/** The same for a command that says itself what was sent. */
export async function submitUnreported(
  cli: Cli,
  session: Signing,
  request: ReferralRequest,
  options: SubmitOptions,
): Promise<Submitted> {
  // The same however often it is sealed: what is kept of it is one file.
  const once = { id: v7({ msecs: cli.clock().getTime() }), ...request }
  const readers = await readersOf(session, once, cli.clock())
  let told = false
  const tell = async (marking: Marking, consider: readonly Reason[]) => {
    if (told) return
    told = true
    if (!options.json) {
      showReaders(cli, readers, marking)
      showConsiderations(cli, consider)
    }
    if (options.confirm) await demandReadersMeant(cli)
  }
  return sealingAgain(session, () => submitOnce(cli, session, once, { options, readers, tell }))
}

/** `tell` says who will be able to read it: once, however often it is sealed. */
type Telling = {
  options: SubmitOptions
  readers: Readers[]
  tell: (marking: Marking, consider: readonly Reason[]) => Promise<void>
}

async function submitOnce(
  cli: Cli,
  session: Signing,
  request: ReferralRequest,
  { options, readers, tell }: Telling,
): Promise<Submitted> {
  const beforeSealing = async ({ marking }: ReferralFields, consider: readonly Reason[]) => {
    demandMeant(marking, request, options)
    await tell(marking, consider)
  }
  const prepared = await prepareReferral({ session, now: cli.clock(), beforeSealing, ...request }).catch(
    (error: unknown) => {
      if (error instanceof KeyWaitsError) return error
      throw error
    },
  )
  if (prepared instanceof KeyWaitsError) return keepWaiting(cli, session, request, prepared, options)
  if (!prepared.ready) return stopped(cli, prepared.decision, options)
  // Kept before it leaves: receipts are checked against what this machine sent, not what it is told it sent.
  await keepSent(cli, session, prepared)
  const sent = await send({ session, prepared })
  if (sent.proof) await keepCheckpoint(cli, session, sent.proof.checkpoint.note)
  return { prepared, sent, readers }
}

/**
 * Asks all that is asked before something is sent, and sends nothing: the rules, which marking is meant, who will be able to read it. No key
 * is needed for it.
 */
export async function tryOut(
  cli: Cli,
  reading: Reading,
  question: ReferralRequest,
  options: SubmitOptions,
): Promise<void> {
  const { decision, fields, consider } = await askRules({ session: reading, question, now: cli.clock() })
  if (decision.outcome !== 'allowed') stopped(cli, decision, options)
  demandMeant(fields.marking, question, options)
  const readers = await readersOf(reading, fields, cli.clock())
  if (options.json) return cli.terminal.json({ ...decision, ...summaryOf(fields), readers, consider })
  showReaders(cli, readers, fields.marking)
  showConsiderations(cli, consider)
  cli.terminal.say(
    'The rules of the partnership allow it. It was tried out: nothing was sealed, and nothing was sent.',
  )
}

/** What was judged, for a program to read beside the decision. */
export const summaryOf = ({
  kind,
  from,
  to,
  marking,
  dataClass,
  categories,
  purpose,
  bases,
  agreement,
}: ReferralFields) => ({
  kind,
  from,
  to,
  marking: formatMarking(marking),
  dataClass,
  categories,
  purpose,
  bases,
  agreement,
})

/** A higher marking in what is sent than on it is asked about: which one is meant only whoever sends it knows (M6). */
function demandMeant(marking: Marking, request: ReferralRequest, { keepMarking }: SubmitOptions): void {
  if (keepMarking === true) return
  const places = markingConflicts(marking, request).map(({ where }) => where)
  if (places.length === 0) return
  throw new FailedError(
    `It is marked ${formatMarking(marking)}, and a higher marking is named in ${places.join(', ')}. Mark it with --marking, or send it as it is marked with --keep-marking. Nothing was sent.`,
  )
}

/** What cannot be sealed waits as a draft; that it was not sent is exit code 1. */
async function keepWaiting(
  cli: Cli,
  session: Signing,
  request: ReferralRequest,
  { message, waiting }: KeyWaitsError,
  { json }: CommonOptions,
): Promise<never> {
  const waitsFor = waiting.map(({ address }) => address)
  if (waitsFor.includes(request.from)) throw new ClientError(message)
  const draft = await keepAsDraft({ session, request, waitsFor, now: cli.clock() })
  if (json) cli.terminal.json({ draft, waiting })
  else
    cli.terminal.note(...waiting.flatMap(({ sentence }) => wrapped(safeLine(sentence), cli.terminal.width)))
  throw new FailedError(
    `Not sent. It waits for the key of ${waitsFor.join(', ')} as a sealed draft, until ${draft.endsAt.slice(0, 10)}: despatch drafts`,
  )
}

export function stopped(
  cli: Cli,
  decision: Exclude<Decision, { outcome: 'allowed' }>,
  { json }: CommonOptions,
): never {
  const { terminal } = cli
  if (json) terminal.json(decision)
  else printUnmet(cli, decision)
  throw new FailedError(
    decision.outcome === 'needs'
      ? 'The rules need the above before this can be sent. Nothing was sent.'
      : 'The rules of the partnership do not allow this. Nothing was sent.',
  )
}

/** Every reason of a decision on the error stream, each with its rule and its law. */
export function printUnmet({ terminal }: Pick<Cli, 'terminal'>, decision: Decision): void {
  for (const { rule, statute, sentence } of unmetIn(decision)) {
    terminal.note(
      ...wrapped(safeLine(`${rule}  ${sentence}`), terminal.width, '    '),
      ...wrapped(safeLine(`    (${statute})`), terminal.width, '    '),
    )
  }
  if (decision.outcome === 'needs')
    terminal.note(
      ...wrapped('Options that say it: despatch send --help; codes: despatch rules.', terminal.width),
    )
}

/** Keeps what this machine sent, for `status` to check receipts against. */
export async function keepSent(
  { state }: Pick<Cli, 'state'>,
  { account }: Pick<Signing, 'account'>,
  { fields, manifest, signature }: Pick<ReadyReferral, 'fields' | 'manifest' | 'signature'>,
): Promise<void> {
  const folder = join(personFolder(state, account), 'sent')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeJson(join(folder, `${fields.id}.json`), { manifest, signature })
}

/** Whoever chose a day on which nobody works may mean it, for a desk that works at weekends. */
const answerLines = (respondBy: string): string[] => {
  const remark = chosenDayRemark(respondBy)
  return [`An answer is asked for by ${respondBy}.${remark === null ? '' : ` ${remark}`}`]
}

/** Says what was sent, and where it stands in the log. */
export function report(
  { terminal }: Cli,
  { fields }: ReadyReferral,
  sent: SentReferral,
  { json, readers }: CommonOptions & { readers: Readers[] },
): void {
  const { referral, reference, thread, proof } = sent
  const { urgency, respondBy } = fields.handling
  if (json) {
    const log = proof && { index: proof.index, size: proof.checkpoint.size, proof: proof.proof }
    terminal.json({
      referral,
      reference,
      thread,
      marking: formatMarking(fields.marking),
      to: fields.to,
      urgency,
      respondBy,
      readers,
      log,
    })
    return
  }
  terminal.say(
    `Sent ${reference} to ${fields.to.join(', ')}, ${formatMarking(fields.marking)}.`,
    ...(respondBy === null ? [] : answerLines(respondBy)),
    proof
      ? `In the log as entry ${proof.index} of ${proof.checkpoint.size}; the proof was checked.`
      : `Accepted; its log entry is not published yet, and nothing leaves before it is. See: despatch log prove ${reference}`,
  )
}
