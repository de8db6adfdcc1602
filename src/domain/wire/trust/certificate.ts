import Type, { type Static } from 'typebox'
import { Address, Fingerprint, Line, Nullable, Sha256, Time } from '../primitives.ts'

/** How two people compared a fingerprint before somebody vouched for it. */
export const COMPARED_BY = ['words', 'qr', 'in-person', 'agency-record'] as const

/**
 * An agency certifies the key of a mailbox of its own domains: the first time, and again whenever the certificate
 * changes (new subkeys, a later end). `sha256` is of the binary certificate, which travels with it. The fingerprint of a
 * mailbox changes only where `replaces` names the one before. Signed by the agency's root, its liaison officer or deputy.
 */
export const MailboxCertificate = Type.Object(
  {
    despatch: Type.Literal('certificate/1'),
    agency: Line(200),
    mailbox: Address,
    /** what the mailbox is called */
    name: Line(200),
    route: Type.Enum(['local', 'mail']),
    certificate: Fingerprint,
    sha256: Sha256,
    /** which generation of the mailbox's keys this is; 0 where the mailbox is read outside the service */
    generation: Type.Integer({ minimum: 0, maximum: 100_000 }),
    replaces: Nullable(Fingerprint),
    /** members' names are known to no more than they must be: opened by its own key alone, and by breaking glass */
    restricted: Type.Boolean(),
    time: Time,
  },
  { additionalProperties: false },
)
export type MailboxCertificate = Static<typeof MailboxCertificate>

/**
 * An agency vouches for the key of a partner's mailbox, which has no way to certify it here itself: somebody compared the
 * fingerprint. Its own agency's certificate goes before it. Signed by the liaison officer or deputy of `agency`.
 */
export const Vouch = Type.Object(
  {
    despatch: Type.Literal('vouch/1'),
    agency: Line(200),
    mailbox: Address,
    name: Line(200),
    certificate: Fingerprint,
    sha256: Sha256,
    replaces: Nullable(Fingerprint),
    compared: Type.Enum([...COMPARED_BY]),
    time: Time,
  },
  { additionalProperties: false },
)
export type Vouch = Static<typeof Vouch>

/** Why a certificate is no longer to be used (RFC 9580 §5.2.3.31). */
export const REVOCATION_REASONS = ['compromised', 'superseded', 'retired', 'lost'] as const
export type RevocationReason = (typeof REVOCATION_REASONS)[number]

/** A certificate of a mailbox or a person is not to be used any more. Signed as it was certified, or by its own key. */
export const Revocation = Type.Object(
  {
    despatch: Type.Literal('revocation/1'),
    agency: Line(200),
    certificate: Fingerprint,
    reason: Type.Enum([...REVOCATION_REASONS]),
    time: Time,
  },
  { additionalProperties: false },
)
export type Revocation = Static<typeof Revocation>
