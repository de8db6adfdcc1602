import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { type Decision, unmetIn } from '../domain/decide.ts'
import { kindOf } from '../domain/kinds.ts'
import { formatMarking } from '../domain/marking.ts'
import type { Fault } from '../domain/wire/check.ts'
import type { KindName, Marking, ReferralFields } from '../domain/wire/referral-fields.ts'
import { keepAsDraft } from '../sdk/drafts.ts'
import { ClientError } from '../sdk/errors.ts'
import { KeyWaitsError } from '../sdk/key-waits.ts'
import { markingConflicts } from '../sdk/marking-conflicts.ts'
import { prepareReferral, type ReadyReferral } from '../sdk/prepare.ts'
import type { ReferralRequest } from '../sdk/referral-request.ts'
import { sealingAgain } from '../sdk/seal-again.ts'
import { type SentReferral, send } from '../sdk/send.ts'
import type { Cli, Signing } from './account.ts'
import { type CommonOptions, FailedError } from './action.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { personFolder, writeJson } from './state.ts'
import { safeLine, wrapped } from './terminal-text.ts'

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

/** `keepMarking`: a higher marking that the form or a file names does not count. */
export type SubmitOptions = CommonOptions & { keepMarking?: boolean }

/**
 * Prepares and sends a referral: the rules' answer is printed before anything leaves; then the reference, and where it
 * stands in the log.
 */
export async function submit(
  cli: Cli,
  session: Signing,
  request: ReferralRequest,
  options: SubmitOptions,
): Promise<SentReferral> {
  // The same however often it is sealed: what is kept of it is one file.
  const once = { id: v7({ msecs: cli.clock().getTime() }), ...request }
  return sealingAgain(session, () => submitOnce(cli, session, once, options))
}

async function submitOnce(
  cli: Cli,
  session: Signing,
  request: ReferralRequest,
  options: SubmitOptions,
): Promise<SentReferral> {
  const beforeSealing = ({ marking }: ReferralFields) => demandMeant(marking, request, options)
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
  report(cli, prepared, sent, options)
  return sent
}

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
  const needs = decision.outcome === 'needs'
  if (json) terminal.json(decision)
  else {
    for (const { rule, statute, sentence } of unmetIn(decision)) {
      terminal.note(
        ...wrapped(safeLine(`${rule}  ${sentence}`), terminal.width, '    '),
        ...wrapped(safeLine(`    (${statute})`), terminal.width, '    '),
      )
    }
    if (needs)
      terminal.note(
        ...wrapped('Options that say it: despatch send --help; codes: despatch rules.', terminal.width),
      )
  }
  throw new FailedError(
    needs
      ? 'The rules need the above before this can be sent. Nothing was sent.'
      : 'The rules of the partnership do not allow this. Nothing was sent.',
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

/** Says what was sent, and where it stands in the log. */
export function report(
  { terminal }: Cli,
  { fields }: ReadyReferral,
  sent: SentReferral,
  { json }: CommonOptions,
): void {
  const { referral, reference, thread, proof } = sent
  if (json) {
    const log = proof && { index: proof.index, size: proof.checkpoint.size, proof: proof.proof }
    terminal.json({
      referral,
      reference,
      thread,
      marking: formatMarking(fields.marking),
      to: fields.to,
      log,
    })
    return
  }
  terminal.say(
    `Sent ${reference} to ${fields.to.join(', ')}, ${formatMarking(fields.marking)}.`,
    proof
      ? `In the log as entry ${proof.index} of ${proof.checkpoint.size}; the proof was checked.`
      : `Accepted; its log entry is not published yet, and nothing leaves before it is. See: despatch log prove ${reference}`,
  )
}
