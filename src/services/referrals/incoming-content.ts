import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of one stored chunk: few enough to be cheap in memory, many enough to be few rows. */
export const CHUNK_BYTES = 256 * 1024

/** Content that has come in whole: its digest, its size, and its bytes in chunks as often as they are wanted. */
export type IncomingContent = {
  sha256: string
  size: number
  /** each is only good until the next is asked for */
  chunks(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

/** More bytes came than were announced or are allowed. */
export class ContentTooLarge extends Error {
  override readonly name = 'ContentTooLarge'
}

/** No request lasts this long, so what is older was left by a process that was killed. */
const LEFT_BEHIND_MS = 60 * 60 * 1000

/** Makes the folder where content waits while it comes in, and clears away what killed processes left there. */
export async function prepareSpool(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    // Another process may have done with it just now.
    const found = await stat(path).catch(() => null)
    if (found && found.mtimeMs < Date.now() - LEFT_BEHIND_MS) await rm(path, { force: true })
  }
}

/**
 * Takes in content of a bounded size in constant memory: what is larger than one chunk waits in a file of its
 * own (mode 0600) until it is stored, and is removed by `discard`.
 *
 * @param spool the folder for such files; see `prepareSpool`
 * @param onChunk sees every piece as it comes, and may refuse it by throwing
 * @throws ContentTooLarge, or what `source` and `onChunk` throw; nothing is left behind
 */
export async function takeIn(
  source: AsyncIterable<Uint8Array>,
  { limit, spool, onChunk }: { limit: number; spool: string; onChunk(piece: Uint8Array): void },
): Promise<IncomingContent> {
  const hash = createHash('sha256')
  let size = 0
  let held: Uint8Array[] = []
  let file: SpoolFile | undefined
  try {
    for await (const piece of source) {
      size += piece.byteLength
      if (size > limit) throw new ContentTooLarge(`The content is larger than ${limit} bytes.`)
      hash.update(piece)
      onChunk(piece)
      held.push(piece)
      if (size > CHUNK_BYTES) {
        file ??= await openSpoolFile(spool)
        await file.append(held)
        held = []
      }
    }
    await file?.close()
  } catch (error) {
    await file?.discard()
    throw error
  }
  const sha256 = hash.digest('hex')
  if (file) return { sha256, size, chunks: file.chunks, discard: file.discard }
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

type SpoolFile = Awaited<ReturnType<typeof openSpoolFile>>

async function openSpoolFile(folder: string) {
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx', 0o600)
  let closed: Promise<void> | undefined
  const close = () => (closed ??= file.close())
  return {
    async append(pieces: readonly Uint8Array[]) {
      await file.writeFile(pieces)
    },
    close,
    chunks: () => chunksOf(path),
    async discard() {
      await close()
      await rm(path, { force: true })
    },
  }
}

/** One buffer for all of them: what is thrown away in pieces of this size is collected late, and fills the memory. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (;;) {
      const { bytesRead } = await file.read(buffer)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
