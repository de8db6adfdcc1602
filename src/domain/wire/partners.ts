import Type, { type Static } from 'typebox'
import { Address, Domain, Nullable, Time, Uuid } from './primitives.ts'

const Host = Type.String({
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$',
  maxLength: 253,
  description: 'a host name or an IP address',
})
const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Count = Type.Integer({ minimum: 0 })
const Line = Type.String({ maxLength: 1_000 })
const closed = { additionalProperties: false } as const

/** PEM of one certificate. */
const Pem = Type.String({ maxLength: 64 * 1024, description: 'one certificate as PEM' })

/** How mail reaches a partner's domain, and how that has gone. */
export const PartnerRoute = Type.Object(
  {
    domain: Domain,
    /** whose domain it is; null for one that nobody is listed with */
    agency: Nullable(Type.String({ maxLength: 200 })),
    /** where mail goes: a host that was laid down, or the domain's MX under its MTA-STS policy */
    by: Type.Enum(['host', 'mx']),
    host: Nullable(Line),
    port: Nullable(Port),
    /** by what the server is known: its own certificate, an authority of the partner's, or its name and public ones */
    knownBy: Type.Enum(['certificate', 'authority', 'name']),
    /** what the co-ordinator laid down; null: no limit but the service's own */
    limits: Type.Object(
      {
        bytes: Nullable(Count),
        messagesPerMinute: Nullable(Count),
        connections: Nullable(Count),
      },
      closed,
    ),
    /** the largest mail that its server says it takes */
    serverLimit: Nullable(Count),
    paused: Nullable(Time),
    /** whether its mailboxes are reminded by mail of what they have not answered */
    reminders: Type.Boolean(),
    /** mail that waits to leave, and since when */
    queue: Type.Object({ mails: Count, oldest: Nullable(Time) }, closed),
    lastSuccess: Nullable(Time),
    /** attempts since the last success that are to be made again */
    deferrals: Count,
    last: Nullable(
      Type.Object(
        { at: Time, host: Line, code: Nullable(Type.Integer()), reply: Line, fault: Nullable(Line) },
        closed,
      ),
    ),
    /** protocol and cipher of the last connection, and the certificate that its server showed */
    tls: Nullable(Type.Object({ cipher: Line, subject: Nullable(Line), until: Nullable(Time) }, closed)),
    /** when the first of the certificates ends that this way depends on: the one laid down, or the one shown */
    certificateUntil: Nullable(Time),
    /** the partner's mailboxes, and when the OpenPGP certificate of each ends; null for one that does not end */
    mailboxes: Type.Array(Type.Object({ address: Address, certificateUntil: Nullable(Time) }, closed)),
  },
  closed,
)
export type PartnerRoute = Static<typeof PartnerRoute>

export const PartnersResponse = Type.Object({ partners: Type.Array(PartnerRoute) }, closed)
export type PartnersResponse = Static<typeof PartnersResponse>

/** Another way to a partner: its MX, or a host. */
export const RerouteRequest = Type.Union([
  Type.Object({ by: Type.Literal('mx'), tlsAuthority: Nullable(Pem) }, closed),
  Type.Object(
    {
      by: Type.Literal('host'),
      host: Host,
      port: Port,
      /** the one certificate that the server must show; not with an authority */
      tlsCertificate: Nullable(Pem),
      /** the authority that must have issued it for that host, in place of the public ones */
      tlsAuthority: Nullable(Pem),
    },
    closed,
  ),
])
export type RerouteRequest = Static<typeof RerouteRequest>

/** Whether a partner's mailboxes are reminded by mail of what they have not answered; false where the partner wants none. */
export const RemindersRequest = Type.Object({ reminders: Type.Boolean() }, closed)
export type RemindersRequest = Static<typeof RemindersRequest>

/** How many deliveries became due at once, and whether they wait all the same, since the route is paused. */
export const RetryResponse = Type.Object({ due: Count, paused: Type.Boolean() }, closed)
export type RetryResponse = Static<typeof RetryResponse>

/** A test message, and what the partner's server answered once it was sent. */
export const RouteTest = Type.Object(
  {
    id: Uuid,
    domain: Domain,
    mailbox: Address,
    askedAt: Time,
    answer: Nullable(
      Type.Object(
        {
          at: Time,
          outcome: Type.Enum(['relayed', 'retry', 'failed']),
          host: Line,
          tls: Nullable(Line),
          code: Nullable(Type.Integer()),
          reply: Line,
        },
        closed,
      ),
    ),
  },
  closed,
)
export type RouteTest = Static<typeof RouteTest>
