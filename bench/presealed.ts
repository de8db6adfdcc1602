import { v7 as uuidv7 } from 'uuid'
import { readCertificate } from '../src/crypto/certificate.ts'
import { sha256Hex } from '../src/crypto/digest.ts'
import type { PublicKey } from '../src/crypto/keys.ts'
import { seal } from '../src/crypto/seal.ts'
import { signStatement } from '../src/crypto/statement.ts'
import { SENSITIVE_BASES, UNASKED } from '../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM } from '../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../src/domain/kinds/asb-incident-example.ts'
import { Manifest } from '../src/domain/wire/manifest.ts'
import { writeStatement } from '../src/domain/wire/statement.ts'
import { signingKeyOf } from '../src/sdk/mailbox-keys.ts'
import { prepareReferral } from '../src/sdk/prepare.ts'
import type { Session } from '../src/sdk/session.ts'

/** The three parts of a submission, as they go to the API. */
export type Presealed = { id: string; manifest: string; signature: string; content: Uint8Array }

/**
 * Referrals that are sealed and signed before any clock runs: the example incident, from the ASB team.
 *
 * The first is made as a person's own machine makes it (`sdk/prepare.ts`). The others are that one again, under ids and
 * in exchanges of their own: sealed anew for the same mailboxes with the same mailbox key, and signed anew. What is
 * sealed in them is only as long as a message, since nobody opens it here; the service cannot tell.
 *
 * @param bytes of the sealed content, about; at least 6 KB
 */
export async function presealed(
  session: Session,
  { count, to, bytes = 10 * 1024 }: { count: number; to: readonly string[]; bytes?: number },
): Promise<Presealed[]> {
  const now = new Date()
  const example = await prepareReferral({
    session,
    from: ASB_TEAM,
    to: [...to],
    kind: 'asb-incident',
    data: asbIncidentExample,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    now,
  })
  if (!example.ready) throw new Error(`the rules stopped it: ${JSON.stringify(example.decision)}`)
  const signing = await signingKeyOf(session, ASB_TEAM, now)
  const recipients: PublicKey[] = []
  for (const mailbox of new Set([ASB_TEAM, ...to])) {
    const current = (await session.client.certificates({ mailbox })).find(({ state }) => state === 'current')
    recipients.push(await readCertificate(current?.armored ?? ''))
  }
  const sealedOf = async (length: number) =>
    seal({ entity: noise(length), signingKey: signing, recipients, now })
  const overhead = (await sealedOf(1024)).length - 1024
  const sealed: Presealed[] = []
  while (sealed.length < count) {
    const content = await sealedOf(Math.max(1024, bytes - overhead))
    const id = uuidv7()
    const manifest = writeStatement(Manifest, {
      ...example.fields,
      id,
      thread: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url'),
      content: [{ sha256: await sha256Hex(content), size: content.length }],
    })
    const signature = await signStatement(manifest, session.key, now)
    sealed.push({ id, manifest, signature, content })
  }
  return sealed
}

/** Bytes that no compression makes smaller. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}
