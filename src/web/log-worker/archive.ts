import { Zip, ZipDeflate } from 'fflate'
import { ClientError } from '../../sdk/errors.ts'

/** What an archive without the extensions for larger ones can have (APPNOTE 6.3, 4.4.1.4): files, and bytes with some to spare. */
export const ARCHIVE_LIMITS = { files: 65_534, bytes: 4_000_000_000 }

/** So much is held before it is given on: bytes. */
const PART = 4 * 1024 * 1024

/** How much of a file is looked back into, as a power of two over 4,096: more is laid out anew for each of thousands of small files. */
const MEMORY = 4

/** Takes a part of the archive; the next is given when it is settled. */
export type Take = (part: Blob) => Promise<void>

/**
 * An archive that is written file by file, of which one part is in memory.
 * @param at the time that its files have
 */
export function createArchive(take: Take, at: Date, limits = ARCHIVE_LIMITS) {
  const held: Uint8Array<ArrayBuffer>[] = []
  let [holding, bytes, files] = [0, 0, 0]
  const zip = new Zip((error, piece) => {
    if (error) throw error
    held.push(piece as Uint8Array<ArrayBuffer>)
    holding += piece.length
    bytes += piece.length
  })
  async function giveOn(): Promise<void> {
    const part = new Blob(held.splice(0))
    holding = 0
    await take(part)
  }
  return {
    /** @throws ClientError where no archive holds so much */
    async add(path: string, content: Uint8Array): Promise<void> {
      files += 1
      const entry = new ZipDeflate(path, { mem: MEMORY })
      entry.mtime = at
      zip.add(entry)
      entry.push(content, true)
      if (files > limits.files || bytes > limits.bytes) throw tooLarge()
      if (holding >= PART) await giveOn()
    },
    /** Writes its end. @returns how many files it has, and how many bytes it comes to */
    async end(): Promise<{ files: number; bytes: number }> {
      zip.end()
      await giveOn()
      return { files, bytes }
    },
  }
}

/** More than one archive holds. */
export const tooLarge = (): ClientError =>
  new ClientError('The log is too large for one archive, which holds some 65,000 files and 4 GB.')
