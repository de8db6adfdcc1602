import { concat } from './bytes.ts'
import { keyIdOf, type NoteSigner, type NoteVerifier, readPublic, readSecret } from './keys.ts'

/** Signature type 0x04 of C2SP signed-note: cosignature/v1, Ed25519 over a time and the checkpoint. */
const COSIGNATURE = 4
const TIME_LENGTH = 8
const encoder = new TextEncoder()

/**
 * Signs checkpoints with the time at which it did (C2SP tlog-cosignature): whoever keeps a log says thereby that at
 * this time there was nothing newer. The same private text as of {@link readSigner}, under a key id of its own.
 *
 * @param now asked at every signature
 * @throws LogKeyError
 */
export async function readCosigner(text: string, now: () => Date): Promise<NoteSigner> {
  const { name, publicKey, sign } = await readSecret(text)
  return {
    name,
    keyId: await keyIdOf(name, publicKey, COSIGNATURE),
    async sign(note) {
      const seconds = BigInt(Math.floor(now().getTime() / 1000))
      const time = new Uint8Array(TIME_LENGTH)
      new DataView(time.buffer).setBigUint64(0, seconds)
      return concat([time, await sign(cosigned(seconds, note))])
    },
  }
}

/**
 * Verifies such signatures by the log's own verifier key, and gives their times to `seen`.
 * @throws LogKeyError
 */
export async function readCosignatureVerifier(
  vkey: string,
  seen: (time: Date) => void,
): Promise<NoteVerifier> {
  const { name, publicKey, verify } = await readPublic(vkey)
  return {
    name,
    keyId: await keyIdOf(name, publicKey, COSIGNATURE),
    async verify(note, signature) {
      if (signature.length <= TIME_LENGTH) return false
      const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
      const good = await verify(cosigned(seconds, note), signature.slice(TIME_LENGTH))
      // What lies beyond the end of time is no time; the largest that a date can be is 8.64e12 seconds.
      if (!good || seconds > 8_640_000_000_000n) return false
      seen(new Date(Number(seconds) * 1000))
      return true
    },
  }
}

/** `cosignature/v1`, the time in seconds, then the whole text of the note. */
function cosigned(seconds: bigint, note: Uint8Array): Uint8Array {
  return concat([encoder.encode(`cosignature/v1\ntime ${seconds}\n`), note])
}
