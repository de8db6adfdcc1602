import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { readCosignatureVerifier, readCosigner } from '../../src/log/cosignature.ts'
import { generateLogKey, readSigner, readVerifier } from '../../src/log/keys.ts'
import { openNote, signNote } from '../../src/log/note.ts'
import { openTrustCheckpoint } from '../../src/log/trust-log.ts'

const ORIGIN = 'despatch.example.test/trust'
const TEXT = formatCheckpoint({ origin: ORIGIN, size: 3n, root: new Uint8Array(32).fill(7) })
const AT = new Date('2026-03-02T10:00:00.000Z')

describe('a checkpoint that its own log signs with the time', () => {
  it('tells when that was, under a key id of its own (C2SP tlog-cosignature)', async () => {
    const { signer, vkey } = await generateLogKey(ORIGIN)
    const timed = await readCosigner(signer, () => AT)
    const note = await signNote(TEXT, await readSigner(signer), timed)
    expect(await openTrustCheckpoint(note, vkey)).toMatchObject({ origin: ORIGIN, size: 3n, signedAt: AT })
    const publicKey = Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1)
    const named = createHash('sha256').update(`${ORIGIN}\n`).update(Uint8Array.of(4)).update(publicKey)
    expect(timed.keyId).toBe(named.digest('hex').slice(0, 8))
    // Whoever knows the log's key alone reads the checkpoint, and passes over the other signature.
    expect((await openNote(note, [await readVerifier(vkey)])).text).toBe(TEXT)
  })

  it('is not one when the time was changed, or is missing', async () => {
    const { signer, vkey } = await generateLogKey(ORIGIN)
    const plain = await signNote(TEXT, await readSigner(signer))
    await expect(openTrustCheckpoint(plain, vkey)).rejects.toThrow('not signed by a key that is known here')
    const timed = await readCosigner(signer, () => AT)
    const later = {
      ...timed,
      sign: async (text: Uint8Array) => {
        const signature = await timed.sign(text)
        signature[7] = (signature[7] ?? 0) + 1
        return signature
      },
    }
    const note = await signNote(TEXT, await readSigner(signer), later)
    await expect(openTrustCheckpoint(note, vkey)).rejects.toThrow('does not fit the note')
  })

  it('is no signature of another log', async () => {
    const [one, other] = [await generateLogKey(ORIGIN), await generateLogKey(ORIGIN)]
    const timed = await readCosigner(other.signer, () => AT)
    const note = await signNote(TEXT, await readSigner(one.signer), timed)
    await expect(openTrustCheckpoint(note, one.vkey)).rejects.toThrow(
      'not signed by a key that is known here',
    )
    const verifier = await readCosignatureVerifier(one.vkey, () => {})
    expect(await verifier.verify(new Uint8Array(4), new Uint8Array(8))).toBe(false)
  })
})
