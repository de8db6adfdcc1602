import { extname, join } from 'node:path'
import type { Kind } from '../../domain/kinds.ts'
import type { Fault } from '../../domain/wire/check.ts'
import { sha256 } from '../account.ts'
import { parseForm } from '../data-file.ts'
import type { Drop } from './drops.ts'
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
export type Unready = { state: 'waiting' | 'faulty'; why: string; faults: Fault[] }

/**
 * Reads a drop that has kept still, and says whether it is whole: the JSON parses, each PDF begins and ends like one,
 * and what must be attached to such data is there.
 *
 * @param contentLimit the most bytes that the service takes of a sealed referral
 */
export async function examine(
  folder: string,
  drop: Drop,
  { kind, contentLimit }: { kind: Kind; contentLimit: number },
): Promise<ReadyDrop | Unready> {
  const { name, json, attachments } = drop
  const large = tooLarge(drop, contentLimit)
  if (large !== null) return { state: 'faulty', why: large, faults: [] }
  const form = await read(folder, json.name, JSON_LIMIT)
  if ('why' in form) return form
  const parsed = parseForm(form.bytes)
  if ('fault' in parsed) return waiting(`${json.name} is not JSON${parsed.fault}.`)
  const { data } = parsed
  const hasPdf = attachments.some((pdf) => pdf.name.toLowerCase() === `${name}.pdf`.toLowerCase())
  if (!hasPdf && needsPdf(kind, data)) {
    return waiting(`${name}.pdf is not there. The order itself goes with its data.`, kind.check(data))
  }
  const files: ReadAttachment[] = []
  for (const pdf of attachments) {
    const file = await read(folder, pdf.name, contentLimit)
    if ('why' in file) return file
    if (!looksWhole(file.bytes)) return waiting(`${pdf.name} does not begin and end as a PDF does.`)
    files.push({ ...file, sentAs: file.name })
  }
  const missing = nameAsData(kind, data, name, files)
  if (missing.length > 0) {
    return waiting(
      `An attachment that ${json.name} names is not there. Call the file ${name}-, then the name in the data.`,
      missing,
    )
  }
  return { state: 'ready', name, data, json: form, attachments: files }
}

const waiting = (why: string, faults: Fault[] = []): Unready => ({ state: 'waiting', why, faults })

/** Whether the data want a document of their own beside them; of data that are not valid, whether the kind does. */
function needsPdf(kind: Kind, data: unknown): boolean {
  const judged = kind.check(data).length === 0 ? data : kind.example
  return kind.attachmentFaults(judged, []).some(({ path }) => path === '')
}

/**
 * The data may call an attachment `map.pdf` that lies here as `NAME-map.pdf`: it is sent under the name that the data
 * give it.
 *
 * @returns what the data name and nothing here is called
 */
function nameAsData(kind: Kind, data: unknown, name: string, files: ReadAttachment[]): Fault[] {
  const faults = () =>
    kind.attachmentFaults(
      data,
      files.map(({ sentAs }) => ({ name: sentAs, type: PDF_TYPE })),
    )
  let missing = faults()
  for (const file of files) {
    const short = file.name.slice(name.length + 1)
    if (missing.length === 0) break
    if (short === extname(file.name).slice(1)) continue
    file.sentAs = short
    const now = faults()
    if (now.length < missing.length) missing = now
    else file.sentAs = file.name
  }
  return missing
}

/** Judged before anything is read. Attachments travel in base64 with line ends: 78 bytes for 57. */
function tooLarge({ json, attachments }: Drop, limit: number): string | null {
  if (json.size > JSON_LIMIT) return `${json.name} is larger than 1 MiB.`
  if (attachments.length > MOST_ATTACHMENTS) {
    return `There are ${attachments.length} attachments; no more than ${MOST_ATTACHMENTS} go with one referral.`
  }
  const travels = attachments.reduce((sum, { size }) => sum + Math.ceil((size * 78) / 57), json.size * 4)
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

async function read(folder: string, name: string, limit: number): Promise<ReadFile | Unready> {
  const found = await readRegular(join(folder, name), limit)
  if (typeof found === 'string') {
    const { state, says } = UNREAD[found]
    return { state, why: `${name} ${says}.`, faults: [] }
  }
  const { bytes } = found
  return { name, size: bytes.length, sha256: digestOf(bytes), bytes }
}

/** SHA-256 in hex. */
export const digestOf = (bytes: Uint8Array | string): string =>
  Buffer.from(sha256(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)).toString('hex')

/** ISO 32000-1 §7.5.2 and §7.5.5 with Annex H.3: readers look for both marks within the outer 1024 bytes. */
export function looksWhole(bytes: Uint8Array): boolean {
  const text = (part: Uint8Array) => Buffer.from(part).toString('latin1')
  return text(bytes.subarray(0, 1024)).includes('%PDF-') && text(bytes.subarray(-1024)).includes('%%EOF')
}
