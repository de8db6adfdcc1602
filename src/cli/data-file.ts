import { basename } from 'node:path'
import { typeOfFile } from '../sdk/file-type.ts'
import type { Attachment } from '../sdk/referral-request.ts'
import { UsageError } from './action.ts'
import { readBounded } from './bounded-file.ts'

/** A form is text and small: bytes. */
const DATA_LIMIT = 1024 * 1024
const ATTACHMENT_LIMIT = 64 * 1024 * 1024

/** The filled form in a JSON file. @throws UsageError when it cannot be read as JSON */
export async function readData(path: string): Promise<unknown> {
  const parsed = parseForm(await readLimited(path, DATA_LIMIT))
  if ('data' in parsed) return parsed.data
  throw new UsageError(
    `${path} is not JSON${parsed.fault}; \`despatch schema KIND --example\` prints a filled example`,
  )
}

/** The words in a text file. @throws UsageError when it cannot be read as UTF-8 */
export async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readLimited(path, DATA_LIMIT)).trim()
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path} is not text in UTF-8`)
  }
}

/** A filled form from its bytes; else where it is not JSON, such as ` (line 3, column 7)`. */
export function parseForm(bytes: Uint8Array): { data: unknown } | { fault: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/^\ufeff/, '')
    return { data: JSON.parse(text) }
  } catch (error) {
    return { fault: error instanceof SyntaxError ? placeOfFault(error.message) : '' }
  }
}

/** V8 quotes the text around the fault, which is somebody's personal data: only the place is told. */
export const placeOfFault = (message: string): string => {
  const found = /\(line (\d+) column (\d+)\)/.exec(message)
  return found ? ` (line ${found[1]}, column ${found[2]})` : ''
}

/** Files to be sent along, by the names that they have here. */
export async function readAttachments(paths: readonly string[]): Promise<Attachment[]> {
  const attachments: Attachment[] = []
  for (const path of paths) {
    const bytes = await readLimited(path, ATTACHMENT_LIMIT)
    attachments.push({ name: basename(path), type: typeOfFile(basename(path)), bytes })
  }
  return attachments
}

async function readLimited(path: string, limit: number): Promise<Uint8Array> {
  const read = await readBounded(path, limit)
  if (read instanceof Uint8Array) return read
  if (read === 'not a file') throw new UsageError(`${path} is not a file`)
  if (read === 'too large') throw new UsageError(`${path} is larger than ${limit / 1024 / 1024} MiB`)
  throw new UsageError(`${path} cannot be read`)
}
