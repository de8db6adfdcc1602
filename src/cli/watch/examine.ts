import { join } from 'node:path'
import type { Kind } from '../../domain/kinds.ts'
import type { Fault } from '../../domain/wire/check.ts'
import { parseForm } from '../data-file.ts'
import { digestOf } from '../digest.ts'
import { filesNamed, type Named, namesIn } from './attached.ts'
import type { Drop } from './drops.ts'
import type { Seen } from './look.ts'
import { readRegular, type Unread } from './regular-file.ts'

/** A form is text and small: bytes. */
const JSON_LIMIT = 1024 * 1024
/** An order has its own PDF and a few maps. */
const MOST_ATTACHMENTS = 20
export const PDF_TYPE = 'application/pdf'

/** A file as it was read: what is sent is these bytes and no others. */
export type ReadFile = { name: string; size: number; sha256: string; bytes: Uint8Array }
/** An attachment, and what it is called inside the seal. */
export type ReadAttachment = ReadFile & { sentAs: string }
export type ReadyDrop = {
  state: 'ready'
  name: string
  data: unknown
  json: ReadFile
  attachments: ReadAttachment[]
}

/** `waiting`: may still become whole; `faults` say what more is wrong. `faulty`: will not. */
export type Unready = {
  state: 'waiting' | 'faulty'
  why: string
  faults: Fault[]
  /** the PDF files that are known to be the drop's */
  pdfs: Seen[]
  /** whether what the data name is known, so that no other PDF is the drop's */
  namesKnown: boolean
}
/** A file that the data name is still on its way. */
export type Moving = { state: 'moving' }

/** What is wrong, before it is known how much of the drop that is about. */
type Fallen = Pick<Unready, 'state' | 'why' | 'faults'>
type Form = { json: ReadFile; data: unknown }

/**
 * Reads a drop that has kept still, and says whether it is whole: the JSON parses, each PDF begins and ends like one,
 * and what must be attached to such data is there. Of the PDF files `NAME.pdf` goes with the data and those that the
 * data name, and no others.
 *
 * @param contentLimit the most bytes that the service takes of a sealed referral
 */
export async function examine(
  folder: string,
  drop: Drop,
  {
    kind,
    contentLimit,
    isStill,
  }: { kind: Kind; contentLimit: number; isStill: (parts: readonly Seen[]) => boolean },
): Promise<ReadyDrop | Unready | Moving> {
  const { name, documents } = drop
  const form = await readForm(folder, drop)
  if ('why' in form) return { ...form, pdfs: documents, namesKnown: false }
  const { json, data } = form
  const found = namesIn(kind, data).map((one) => filesNamed(one, drop))
  const named = withoutRepeats(found.flat())
  const namesKnown = kind.check(data).length === 0
  const pdfs = [...documents, ...named.map(({ pdf }) => pdf)]
  const unready = (fallen: Fallen): Unready => ({ ...fallen, pdfs, namesKnown })
  if (!isStill(pdfs)) return { state: 'moving' }

  const doubtful = [documents, ...found.map((files) => files.map(({ pdf }) => pdf))].find(
    (files) => files.length > 1,
  )
  if (doubtful) return unready(waiting(`There are ${listed(doubtful)}, and only one can be meant.`))
  const rival = await rivalOf(folder, named, kind)
  if (rival) return unready(waiting(rival))
  const large = tooLarge(json, pdfs, contentLimit)
  if (large !== null) return unready(faulty(large))
  if (documents.length === 0 && needsPdf(kind, data)) {
    const why = `${name}.pdf is not there. The order itself goes with its data.`
    return unready(waiting(why, kind.check(data)))
  }
  const attachments: ReadAttachment[] = []
  const wanted = [...documents.map((pdf) => ({ pdf, sentAs: pdf.name })), ...named]
  for (const { pdf, sentAs } of wanted) {
    const file = await read(folder, pdf.name, contentLimit)
    if ('why' in file) return unready(file)
    if (!looksWhole(file.bytes)) return unready(waiting(`${pdf.name} does not begin and end as a PDF does.`))
    attachments.push({ ...file, sentAs })
  }
  const missing = kind.attachmentFaults(
    data,
    attachments.map((file) => ({ name: file.sentAs, type: PDF_TYPE })),
  )
  if (missing.length > 0) {
    const why = `An attachment that ${json.name} names is not there. Call the file ${name}-, then the name in the data.`
    return unready(waiting(why, missing))
  }
  return { state: 'ready', name, data, json, attachments }
}

const waiting = (why: string, faults: Fault[] = []): Fallen => ({ state: 'waiting', why, faults })
const faulty = (why: string): Fallen => ({ state: 'faulty', why, faults: [] })

/** A file goes once, by the first of the names that the data have for it. */
const withoutRepeats = (named: readonly Named[]): Named[] =>
  named.filter(({ pdf }, at) => named.findIndex((other) => other.pdf === pdf) === at)

const listed = (files: readonly Seen[]): string => files.map(({ name }) => name).join(' and ')

async function readForm(folder: string, { json }: Drop): Promise<Form | Fallen> {
  if (json.size > JSON_LIMIT) return faulty(`${json.name} is larger than 1 MiB.`)
  const file = await read(folder, json.name, JSON_LIMIT)
  if ('why' in file) return file
  const parsed = parseForm(file.bytes)
  if ('fault' in parsed) return waiting(`${json.name} is not JSON${parsed.fault}.`)
  return { json: file, data: parsed.data }
}

/** A file that the data of another drop name as well, or may name: nobody can tell whose it is. */
async function rivalOf(folder: string, named: readonly Named[], kind: Kind): Promise<string | null> {
  for (const { pdf, rivals } of named) {
    for (const rival of rivals) {
      const form = await readForm(folder, rival)
      const names = 'why' in form || kind.check(form.data).length > 0 ? null : namesIn(kind, form.data)
      if (names?.every((one) => filesNamed(one, rival).every((file) => file.pdf !== pdf))) continue
      return `${pdf.name} may also belong to ${rival.json.name}. Give one of the two another name.`
    }
  }
  return null
}

/** Whether the data want a document of their own beside them; of data that are not valid, whether the kind does. */
function needsPdf(kind: Kind, data: unknown): boolean {
  const judged = kind.check(data).length === 0 ? data : kind.example
  return kind.attachmentFaults(judged, []).some(({ path }) => path === '')
}

/** Judged before they are read. Attachments travel in base64 with line ends: 78 bytes for 57. */
function tooLarge(json: Pick<ReadFile, 'size'>, pdfs: readonly Seen[], limit: number): string | null {
  if (pdfs.length > MOST_ATTACHMENTS) {
    return `There are ${pdfs.length} attachments; no more than ${MOST_ATTACHMENTS} go with one referral.`
  }
  const travels = pdfs.reduce((sum, { size }) => sum + Math.ceil((size * 78) / 57), json.size * 4)
  if (travels + 64 * 1024 <= limit) return null
  return `With its attachments it is larger than the service takes (${Math.floor(limit / 1024 / 1024)} MiB).`
}

const UNREAD: Readonly<Record<Unread, { state: Unready['state']; says: string }>> = {
  'not a file': { state: 'faulty', says: 'is not a file' },
  'too large': { state: 'faulty', says: 'is too large' },
  'not readable': { state: 'waiting', says: 'cannot be read by the account that the watch runs under' },
  changing: { state: 'waiting', says: 'is still being written' },
  gone: { state: 'waiting', says: 'is gone' },
}

async function read(folder: string, name: string, limit: number): Promise<ReadFile | Fallen> {
  const found = await readRegular(join(folder, name), limit)
  if (typeof found === 'string') {
    const { state, says } = UNREAD[found]
    return { state, why: `${name} ${says}.`, faults: [] }
  }
  const { bytes } = found
  return { name, size: bytes.length, sha256: digestOf(bytes), bytes }
}

/** ISO 32000-1 §7.5.2 and §7.5.5 with Annex H.3: readers look for both marks within the outer 1024 bytes. */
export function looksWhole(bytes: Uint8Array): boolean {
  const text = (part: Uint8Array) => Buffer.from(part).toString('latin1')
  return text(bytes.subarray(0, 1024)).includes('%PDF-') && text(bytes.subarray(-1024)).includes('%%EOF')
}
