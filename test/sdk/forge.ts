import { sha256Hex } from '../../src/crypto/digest.ts'
import type { PrivateKey, PublicKey } from '../../src/crypto/keys.ts'
import { seal } from '../../src/crypto/seal.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { asbIncident } from '../../src/domain/kinds/asb-incident.ts'
import { referenceOf } from '../../src/domain/reference.ts'
import { Manifest } from '../../src/domain/wire/manifest.ts'
import type { ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Terms } from '../../src/domain/wire/terms.ts'
import { composeReferral, type MessageHeaders } from '../../src/mail/compose.ts'
import { toBase64Url } from '../../src/sdk/base64.ts'
import { renderingOf } from '../../src/sdk/declared.ts'
import { signingKeyOf } from '../../src/sdk/mailbox-keys.ts'
import { referralFieldsOf } from '../../src/sdk/referral-request.ts'
import type { Session } from '../../src/sdk/session.ts'
import { mailboxCertificate, readDirectory } from '../../src/sdk/trust/trusted.ts'

export const ASB = 'asb.team@liverpool.gcsx.gov.test'
export const YOT = 'yot@liverpool.gcsx.gov.test'
export const BASES = ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7']

/** What a dishonest sender's own program does otherwise than ours. */
export type Forgery = {
  /** what the server and the auditors are told */
  manifest?: Partial<ReferralFields>
  /** what stands inside the seal */
  terms?: Partial<ReferralFields>
  termsSigner?: PrivateKey
  data?: unknown
  rendering?: string
  /** a text for other people's mail clients, made from the honest one */
  text?: (honest: string) => string
  headers?: Partial<MessageHeaders>
  sealer?: PrivateKey
  /** sealed to these instead */
  recipients?: readonly PublicKey[]
  /** the digest in the manifest of a message that was not sealed */
  entity?: string
  /** sealed instead of the message */
  sealed?: (entity: Uint8Array) => Uint8Array | Promise<Uint8Array>
  attachments?: { name: string; type: string; bytes: Uint8Array }[]
}

/** Seals and submits an asb-incident from the ASB team to the Liverpool YOT, forged where it is asked for. */
export async function submitForged(session: Session, forgery: Forgery) {
  const now = new Date()
  const directory = await readDirectory(session)
  const data = forgery.data ?? asbIncident.example
  const honest = referralFieldsOf(
    { from: ASB, to: [YOT], kind: 'asb-incident', data: asbIncident.example, bases: BASES, consent: UNASKED },
    directory,
    now,
  )
  const fields = { ...honest, ...forgery.manifest }
  const salt = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  const terms = writeStatement(Terms, { despatch: 'terms/1', ...fields, ...forgery.terms, salt })
  const text = renderingOf(fields, data)
  const entity = composeReferral({
    headers: {
      subject: `RESTRICTED: ${referenceOf(fields.kind, fields.id)}`,
      from: fields.from,
      to: fields.to,
      date: now,
      messageId: `<${fields.id}@despatch.test>`,
      ...forgery.headers,
    },
    text: forgery.text?.(text) ?? text,
    terms: { text: terms, signature: await signStatement(terms, forgery.termsSigner ?? session.key, now) },
    rendering: forgery.rendering ?? 'asb-incident/1',
    data,
    attachments: forgery.attachments ?? [],
  })
  const own = await signingKeyOf(session, ASB, now)
  const recipients = forgery.recipients ?? [
    await mailboxCertificate(session, YOT, { now }),
    await mailboxCertificate(session, ASB, { now }),
  ]
  const message = (await forgery.sealed?.(entity)) ?? entity
  const content = await seal({
    entity: message,
    signingKey: forgery.sealer ?? own,
    recipients,
    now,
  })
  const manifest = writeStatement(Manifest, {
    despatch: 'manifest/1',
    ...fields,
    content: [{ sha256: await sha256Hex(content), size: content.length }],
    entity: forgery.entity ?? (await sha256Hex(message)),
    trust: await session.trust.freshHead(),
  })
  const signature = await signStatement(manifest, session.key, now)
  return { ...(await session.client.submit({ manifest, signature, content })), manifest }
}
