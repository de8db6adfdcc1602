import { expect, it } from 'vitest'
import { livesOf } from '../log/lives.ts'
import { buildLog } from '../log/memory-log.ts'
import { hasChromium, openInChromium } from './chromium.ts'
import { serveSource } from './source-server.ts'

const SIZE = 2_000

it.skipIf(!hasChromium())(
  'a log is verified in a worker of a real browser, with its history; and one with a flipped byte is not (needs Chromium)',
  async () => {
    const { files, checkpoint, vkey, records } = await buildLog(SIZE, 500, livesOf(SIZE))
    const served = new Map<string, Uint8Array | string>()
    for (const at of ['/log', '/flipped']) {
      for (const [path, bytes] of files) served.set(`${at}/${path}`, bytes)
      served.set(`${at}/checkpoint`, checkpoint)
      const opening = records.map((one) => one && { ...one, salt: Buffer.from(one.salt).toString('base64') })
      served.set(`${at}/records.json`, JSON.stringify(opening))
    }
    const flipped = Uint8Array.from(files.get('tile/0/003') ?? [])
    flipped[40] = (flipped[40] ?? 0) ^ 1
    served.set('/flipped/tile/0/003', flipped)
    served.set('/asked.json', JSON.stringify(['/log', '/flipped'].map((at) => ({ at, vkey }))))

    const server = await serveSource('test/browser/verify-log.page.ts', served)
    const close = await openInChromium(`${server.origin}/`)
    try {
      const [whole, other] = (await server.report) as [object, { problems: string[] }]
      expect(whole).toMatchObject({ size: '2000', opened: '2000', problems: [], violationCount: 0, told: 8 })
      expect(whole).toMatchObject({ referrals: expect.any(Number) })
      expect(other.problems).toEqual([
        'entry 769: its text in tile/entries/003 and its hash in tile/0/003 do not fit',
      ])
    } finally {
      await close()
      server.stop()
    }
  },
)
