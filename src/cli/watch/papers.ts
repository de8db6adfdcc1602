import type { Reason } from '../../domain/decide.ts'
import { formatMarking } from '../../domain/marking.ts'
import type { Fault } from '../../domain/wire/check.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import type { VerifiedProof } from '../../sdk/proof.ts'
import { digestOf } from '../digest.ts'
import { safeLine, wrapped } from '../terminal-text.ts'
import type { Filing, JournalFile, LedgerEntry } from './journal.ts'

/** The papers that lie beside a drop that has come to rest: for people, and for the court's own system. */
type Papers = Filing['papers']

/** Why something was refused. Of the data nothing is quoted but names of fields. */
export type Refusal = {
  by: 'folder' | 'form' | 'rules' | 'service'
  /** what is wrong, in sentences for a court officer; at least one */
  sentences: string[]
  /** of the form: by path into the data */
  faults?: readonly Fault[]
  /** of the rules: with their law */
  reasons?: readonly Reason[]
  /** of the service: the type of the problem */
  problem?: string
}

const WIDTH = 100

/** The receipt of what was sent: enough to find it again, and to prove that it stands in the log. */
export function sentReceipt({
  fields,
  manifest,
  reference,
  accepted,
  files,
  proof,
}: {
  fields: Manifest
  manifest: string
  reference: string
  accepted: string
  files: readonly JournalFile[]
  proof: VerifiedProof | null
}): Papers {
  return receipt({
    result: 'sent',
    reference,
    referral: fields.id,
    thread: fields.thread,
    accepted,
    kind: fields.kind,
    marking: formatMarking(fields.marking),
    from: fields.from,
    to: fields.to,
    manifest: { sha256: digestOf(manifest) },
    ...(proof === null ? unproved(reference) : { log: logOf(proof) }),
    files: files.map(shownFile),
  })
}

const logOf = ({ index, checkpoint, entry, salt, proof }: VerifiedProof) => ({
  index: String(index),
  size: String(checkpoint.size),
  ...{ entry, salt, proof },
})

/** A receipt is written once: what it could not wait for, it says where to ask for. */
const unproved = (reference: string) => ({
  log: null,
  says: `It was accepted, and its log entry was not yet published when this was written. Its proof is printed by: despatch log prove ${reference}`,
})

/** The receipt of bytes that had been sent before. */
export function againReceipt(before: LedgerEntry, files: readonly JournalFile[]): Papers {
  const { reference, referral, accepted } = before
  return receipt({
    result: 'already-sent',
    says: `These very bytes were sent as ${reference}. They were not sent again. The proof of its log entry is printed by: despatch log prove ${reference}`,
    reference,
    referral,
    accepted,
    files: files.map(shownFile),
  })
}

const receipt = (content: object): Papers => [
  { ending: '.receipt.json', text: `${JSON.stringify(content, null, 2)}\n` },
]

/** The reason of a refusal, in sentences and as JSON. */
export function reasonPapers(
  name: string,
  refusal: Refusal,
  { files, time }: { files: readonly JournalFile[]; time: Date },
): Papers {
  const { by, sentences, faults = [], reasons = [], problem } = refusal
  const lines = [
    `${safeLine(name)} was not sent.`,
    '',
    ...sentences.flatMap((sentence) => wrapped(safeLine(sentence), WIDTH)),
    ...(faults.length === 0 ? [] : ['', ...faults.flatMap(faultLines)]),
    ...(reasons.length === 0 ? [] : ['', ...reasons.flatMap(reasonLines)]),
    '',
    'When it is put right, put the JSON file and its PDF files into the folder again.',
    `Refused ${time.toISOString()}.`,
  ]
  const document = {
    result: 'refused',
    time: time.toISOString(),
    by,
    sentences,
    faults,
    reasons,
    problem,
    files: files.map(shownFile),
  }
  return [
    { ending: '.reason.txt', text: `${lines.join('\n')}\n` },
    { ending: '.reason.json', text: `${JSON.stringify(document, null, 2)}\n` },
  ]
}

const shownFile = ({ name, size, sha256 }: JournalFile) => ({ name, size, sha256 })

const faultLines = ({ path, message }: Fault): string[] =>
  wrapped(safeLine(`  ${path === '' ? 'the whole' : path}  ${message}`), WIDTH, '      ')

const reasonLines = ({ rule, statute, sentence }: Reason): string[] => [
  ...wrapped(safeLine(`  ${rule}  ${sentence}`), WIDTH, '      '),
  ...wrapped(safeLine(`      (${statute})`), WIDTH, '      '),
]
