import { concat } from './bytes.ts'
import { generateKey, keyIdOf, type NoteSigner, type NoteVerifier, readPublic, readSecret } from './keys.ts'

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
  return cosigner(await readSecret(text), now)
}

async function cosigner(
  { name, publicKey, sign }: NoteSigner & { publicKey: Uint8Array },
  now: () => Date,
): Promise<NoteSigner> {
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
  return cosignatureVerifier(await readPublic(vkey), seen)
}

/**
 * Makes the key of a witness: as `generateLogKey` does that of a log, but of the type that signs with the time alone, so
 * that nobody takes what a witness has seen for what a log says of itself.
 * @throws LogKeyError
 */
export const generateWitnessKey = (name: string): Promise<{ signer: string; vkey: string }> =>
  generateKey(name, COSIGNATURE)

/** Reads the private text of a witness. @throws LogKeyError */
export const readWitnessSigner = async (text: string, now: () => Date): Promise<NoteSigner> =>
  cosigner(await readSecret(text, COSIGNATURE), now)

/** Reads the verifier key of a witness; the times of its signatures are given to `seen`. @throws LogKeyError */
export const readWitnessVerifier = async (
  vkey: string,
  seen: (time: Date) => void = () => {},
): Promise<NoteVerifier> => cosignatureVerifier(await readPublic(vkey, COSIGNATURE), seen)

async function cosignatureVerifier(
  { name, publicKey, verify }: NoteVerifier & { publicKey: Uint8Array },
  seen: (time: Date) => void,
): Promise<NoteVerifier> {
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
