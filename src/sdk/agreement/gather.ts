import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { replay, trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import { type TrustRecord, withPrivate } from '../../domain/wire/trust/record.ts'
import { ClientError } from '../errors.ts'

/** An armored block, and where it was found. */
export type Found = { name: string; armored: string }

/** What lies beside the text of a statement: signatures over it, and certificates. */
export type Gathered = { signatures: Found[]; certificates: Found[] }

/**
 * Sorts armored blocks into signatures and certificates.
 * @throws ClientError for anything else, a private key above all
 */
export function sorted(blocks: readonly Found[]): Gathered {
  const gathered: Gathered = { signatures: [], certificates: [] }
  for (const block of blocks) {
    const text = block.armored.trimStart()
    if (text.startsWith('-----BEGIN PGP SIGNATURE-----')) gathered.signatures.push(block)
    else if (text.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----')) gathered.certificates.push(block)
    else
      throw new ClientError(
        `${block.name} is neither a detached, armored signature nor an armored certificate. Take it away from there.`,
      )
  }
  return gathered
}

/** Each signature, with the fingerprint of whoever made it; null where it is by none of the certificates. */
export async function signersOf(
  text: string,
  { signatures, certificates }: Gathered,
  state: TrustState,
): Promise<{ name: string; signer: string | null }[]> {
  const verifier = createTrustVerifier()
  const roots = Object.values(state.agencies).map(({ rootCertificate }) => rootCertificate)
  const known = [...certificates.map(({ armored }) => armored), ...roots]
  return Promise.all(
    signatures.map(async ({ name, armored }) => ({
      name,
      signer: await verifier.rootOf(text, armored, known),
    })),
  )
}

/**
 * The record of a statement with what lies beside it, when it counts: judged here exactly as the service and every
 * client will judge it.
 *
 * @param private the private part that lies beside it, of a statement that has one
 * @param state the trust log as far as it has come
 * @throws TrustError saying what is missing, or ClientError
 */
export async function recordOf(
  text: string,
  { private: beside, ...gathered }: Gathered & { private: string | null },
  state: TrustState,
): Promise<{ record: TrustRecord; after: TrustState }> {
  if (trustTypeOf(text) === null) throw new ClientError('This is no statement that the trust log takes.')
  const unknown = (await signersOf(text, gathered, state)).find(({ signer }) => signer === null)
  if (unknown && trustTypeOf(text) === 'agreement')
    throw new ClientError(
      `${unknown.name} is no signature of this text by a certificate that lies beside it. Has the text changed since it was signed?`,
    )
  const signed: TrustRecord = {
    statement: text,
    signatures: gathered.signatures.map(({ armored }) => armored),
    certificates: await spokenOf(text, gathered.certificates),
  }
  const record = withPrivate(signed, beside)
  const after = await replay(state, [record], createTrustVerifier())
  return { record, after }
}

/**
 * The certificates that a statement speaks of, each once: of an agreement the roots that it names, else the key that it is
 * about. Others lie there for whoever checks the signatures, and go no further.
 */
async function spokenOf(text: string, certificates: readonly Found[]): Promise<string[]> {
  const verifier = createTrustVerifier()
  const said: { certificate?: unknown; to?: unknown } = JSON.parse(text)
  const isSpokenOf = (fingerprint: string) =>
    trustTypeOf(text) === 'agreement'
      ? text.includes(`"${fingerprint}"`)
      : [said.certificate, said.to].includes(fingerprint)
  const kept = new Map<string, string>()
  for (const { name, armored } of certificates) {
    try {
      const { fingerprint } = await verifier.read(armored)
      if (isSpokenOf(fingerprint)) kept.set(fingerprint, armored)
    } catch (error) {
      throw new ClientError(`${name}: ${error instanceof Error ? error.message : 'it cannot be read.'}`)
    }
  }
  return [...kept.values()]
}
