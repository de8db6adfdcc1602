import { randomUUID } from 'node:crypto'
import { Manifest } from '../../domain/wire/manifest.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import type { VerifiedProof } from '../../sdk/proof.ts'
import type { Cli } from '../account.ts'
import type { ReadyDrop } from './examine.ts'
import { fileAway, freeName } from './filing.ts'
import { type Filing, type JournalFile, type LedgerEntry, type Prepared, settle } from './journal.ts'
import { againReceipt, type Refusal, reasonPapers, sentReceipt } from './papers.ts'
import type { Places } from './places.ts'

/** `note` is what else there is to say of it. */
type Sent = {
  end: 'sent' | 'already-sent'
  name: string
  as: string
  reference: string
  replaced: string[]
  note?: string
}
/** How a drop came to rest. `replaced` are files that others had taken the names of meanwhile. */
export type Ended =
  | Sent
  | { end: 'refused'; name: string; as: string; refusal: Refusal; replaced: string[] }
  /** it was begun and never accepted, and what lies there now is looked at anew */
  | { end: 'given-up'; name: string }

/** What the service answered: when it accepted it, and the proof where it was published in time. */
export type Accepted = { accepted: string; proof: VerifiedProof | null }

/** Writes down that it was accepted, so that it is not submitted again, and files it away with its receipt. */
export async function fileSent(
  { places }: { places: Places },
  entry: Prepared,
  { accepted, proof }: Accepted,
): Promise<Sent> {
  const { id, name, files, manifest, reference, fingerprint } = entry
  const fields = parseStatement(Manifest, manifest)
  const papers = sentReceipt({ fields, manifest, reference, accepted, files, proof })
  const ledger = { v: 1 as const, fingerprint, referral: id, reference, accepted }
  const filing = await settled(places, { id, name, files, into: 'sent', papers, ledger })
  return { end: 'sent', name, as: filing.as, reference, replaced: await fileAway(places, filing) }
}

/** Answers a drop that is not sent. */
export async function refuse(
  { cli, places }: { cli: Pick<Cli, 'clock'>; places: Places },
  { id, name, files }: { id?: string; name: string; files: JournalFile[] },
  refusal: Refusal,
): Promise<Ended> {
  const papers = reasonPapers(name, refusal, { files, time: cli.clock() })
  const filing = await settled(places, {
    id: id ?? randomUUID(),
    name,
    files,
    into: 'refused',
    papers,
    ledger: null,
  })
  return { end: 'refused', name, as: filing.as, refusal, replaced: await fileAway(places, filing) }
}

/** Files away what was sent before, with a receipt that says so. */
export async function sentBefore(
  { places }: { places: Places },
  drop: ReadyDrop,
  before: LedgerEntry,
): Promise<Ended> {
  const { name } = drop
  const files = filesOf(drop)
  const papers = againReceipt(before, files)
  const filing = await settled(places, { id: randomUUID(), name, files, into: 'sent', papers, ledger: null })
  const replaced = await fileAway(places, filing)
  return { end: 'already-sent', name, as: filing.as, reference: before.reference, replaced }
}

async function settled(
  places: Places,
  ending: Pick<Filing, 'id' | 'name' | 'files' | 'into' | 'papers' | 'ledger'>,
): Promise<Filing> {
  const { name, files, into, papers } = ending
  const endings = [
    ...papers.map(({ ending: one }) => one),
    ...files.map((file) => file.name.slice(name.length)),
  ]
  const filing: Filing = {
    ...{ v: 1, state: 'filing', as: await freeName(places, into, name, endings) },
    ...ending,
  }
  await settle(places, filing)
  return filing
}

/** The files of a drop, as they were read. */
export const filesOf = ({ json, attachments }: ReadyDrop): JournalFile[] =>
  [json, ...attachments].map(({ name, size, sha256 }) => ({ name, size, sha256 }))
