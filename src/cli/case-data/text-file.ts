import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { UsageError } from '../action.ts'

/** In bytes. A year of a council's cases is a hundredth of it. */
const LARGEST_FILE = 256 * 1024 * 1024

export const ENCODINGS = ['utf-8', 'windows-1252'] as const
export type Encoding = (typeof ENCODINGS)[number]

/**
 * The text of a file, piece by piece, without a byte-order mark.
 *
 * @throws UsageError when it is no file, too large, or not in that encoding
 */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new UsageError(`${path} is not a file`)
  const decoder = new TextDecoder(encoding, { fatal: true })
  let size = 0
  for await (const piece of createReadStream(path)) {
    const bytes: Uint8Array = piece
    if (size === 0 && isUtf16(bytes))
      throw new UsageError(`${path} is in UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)`)
    size += bytes.length
    if (size > LARGEST_FILE)
      throw new UsageError(`${path} is larger than ${LARGEST_FILE / 1024 / 1024} MiB; divide it`)
    yield decodedBy(() => decoder.decode(bytes, { stream: true }), path)
  }
  yield decodedBy(() => decoder.decode(), path)
}

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

function decodedBy(decode: () => string, path: string): string {
  try {
    return decode()
  } catch {
    throw new UsageError(
      `${path} is not UTF-8: save it as UTF-8 (in a spreadsheet: CSV UTF-8), or say --encoding windows-1252 if an older program wrote it`,
    )
  }
}
