import { createSHA256 } from 'hash-wasm'
import { createHistory } from '../../src/domain/history.ts'
import { fromBase64 } from '../../src/log/base64.ts'
import { type LogSource, verifyLog } from '../../src/log/verify.ts'

/** The path below which a log lies on the page's server, and its key. */
type Asked = { at: string; vkey: string }

// Not awaited here: what is posted to a worker that still waits for something is lost.
const ready = createSHA256()

async function read(path: string): Promise<Uint8Array | null> {
  const answer = await fetch(path)
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
}

self.onmessage = async ({ data: { at, vkey } }: MessageEvent<Asked>) => {
  const hasher = await ready
  const hash = (data: Uint8Array): Uint8Array => hasher.init().update(data).digest('binary')
  const records: { salt: string; record: string }[] = await (await fetch(`${at}/records.json`)).json()
  const file = (path: string) => read(`${at}/${path}`)
  const source: LogSource = {
    checkpoint: async () => new TextDecoder().decode((await file('checkpoint')) ?? new Uint8Array()),
    tile: file,
    entries: file,
    async record(index) {
      const opening = records[Number(index)]
      return opening ? { salt: fromBase64(opening.salt) ?? new Uint8Array(), record: opening.record } : null
    },
  }
  const history = createHistory()
  let told = 0
  const verdict = await verifyLog({
    source,
    vkey,
    hash,
    onEntry: history.add,
    onProgress: () => {
      told += 1
    },
  })
  const { size, opened, problems } = verdict
  const { referrals, violationCount } = history.verdict()
  self.postMessage({ size: String(size), opened: String(opened), problems, referrals, violationCount, told })
}
