import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Bytes of one stored chunk: few enough to be cheap in memory, many enough to be few rows. */
export const CHUNK_BYTES = 256 * 1024

/** Content that has come in whole: its digest, its size, and its bytes in chunks as often as they are wanted. */
export type IncomingContent = {
  sha256: string
  size: number
  chunks(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

/** More bytes came than were announced or are allowed. */
export class ContentTooLarge extends Error {
  override readonly name = 'ContentTooLarge'
}

/**
 * Takes in content of a bounded size in constant memory: what is larger than one chunk waits in a file of its
 * own (mode 0600, in a directory of mode 0700) until it is stored, and is removed by `discard`.
 *
 * @param onChunk sees every piece as it comes, and may refuse it by throwing
 */
export async function takeIn(
  source: AsyncIterable<Uint8Array>,
  { limit, onChunk }: { limit: number; onChunk(piece: Uint8Array): void },
): Promise<IncomingContent> {
  const hash = createHash('sha256')
  let size = 0
  let held: Uint8Array[] = []
  let spool: Awaited<ReturnType<typeof openSpool>> | undefined
  try {
    for await (const piece of source) {
      size += piece.byteLength
      if (size > limit) throw new ContentTooLarge(`The content is larger than ${limit} bytes.`)
      hash.update(piece)
      onChunk(piece)
      if (!spool && size > CHUNK_BYTES) {
        spool = await openSpool()
        for (const earlier of held) await spool.write(earlier)
        held = []
      }
      if (spool) await spool.write(piece)
      else held.push(piece)
    }
    await spool?.finish()
  } catch (error) {
    await spool?.discard()
    throw error
  }
  const sha256 = hash.digest('hex')
  if (spool) return { sha256, size, chunks: spool.chunks, discard: spool.discard }
  const whole = Buffer.concat(held)
  return {
    sha256,
    size,
    async *chunks() {
      yield whole
    },
    async discard() {},
  }
}

async function openSpool() {
  const directory = await mkdtemp(join(tmpdir(), 'despatch-'))
  const path = join(directory, 'content')
  const file = createWriteStream(path, { mode: 0o600, flags: 'wx' })
  await once(file, 'open')
  return {
    async write(piece: Uint8Array) {
      if (!file.write(piece)) await once(file, 'drain')
    },
    async finish() {
      file.end()
      await once(file, 'close')
    },
    chunks: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>,
    async discard() {
      file.destroy()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
