import Type, { type Static } from 'typebox'
import { IspGroup, LegalClasses, RuleSetId } from './agreement.ts'
import { Address, CalendarDate, Domain, Fingerprint, Line, Nullable, Sha256, Slug } from './primitives.ts'
import { SCHEMES } from './referral-fields.ts'

/** An agency. `group` is null for one that no agreement has placed; `icoUntil` null for one never notified. */
export const Agency = Type.Object(
  {
    id: Slug,
    name: Line(200),
    legalClasses: LegalClasses,
    group: Nullable(IspGroup),
    area: Line(100),
    icoUntil: Nullable(CalendarDate),
  },
  { additionalProperties: false },
)
export type Agency = Static<typeof Agency>

/** Local: read in this service. Mail: relayed by SMTP. */
export const Route = Type.Enum(['local', 'mail'])

/** `certificate` is null until one is registered. */
export const Mailbox = Type.Object(
  {
    address: Address,
    name: Line(200),
    agency: Slug,
    route: Route,
    certificate: Nullable(Fingerprint),
    closed: Type.Boolean(),
    /** another key than that certificate was seen, and waits for approval; left out where none was */
    keyWaits: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false },
)
export type Mailbox = Static<typeof Mailbox>

/** What a mail domain is accredited to carry, at the highest, from the first to the last day given. */
export const Network = Type.Object(
  {
    domain: Domain,
    /** whose domain it is; null for one that nobody is listed with */
    agency: Nullable(Slug),
    accreditation: Type.Object(
      { scheme: Type.Enum([...SCHEMES]), level: Type.String({ minLength: 1, maxLength: 40 }) },
      { additionalProperties: false },
    ),
    from: CalendarDate,
    until: Nullable(CalendarDate),
  },
  { additionalProperties: false },
)
export type Network = Static<typeof Network>

/** An agreement as the directory lists it: signatories by agency id, `sha256` of its signed text. */
export const ListedAgreement = Type.Object(
  {
    id: Slug,
    version: Type.Integer({ minimum: 1, maximum: 100_000 }),
    ruleSet: RuleSetId,
    from: CalendarDate,
    until: CalendarDate,
    signatories: Type.Array(Slug, { maxItems: 200, uniqueItems: true }),
    sha256: Sha256,
  },
  { additionalProperties: false },
)
export type ListedAgreement = Static<typeof ListedAgreement>

/** Who can be written to, and under what: all that `decide` needs to know of the partnership. */
export const Directory = Type.Object(
  {
    service: Type.Object(
      { origin: Type.String({ minLength: 1, maxLength: 300 }), domain: Domain },
      { additionalProperties: false },
    ),
    agencies: Type.Array(Agency, { maxItems: 5_000 }),
    mailboxes: Type.Array(Mailbox, { maxItems: 20_000 }),
    networks: Type.Array(Network, { maxItems: 5_000 }),
    agreements: Type.Array(ListedAgreement, { maxItems: 1_000 }),
  },
  { additionalProperties: false },
)
export type Directory = Static<typeof Directory>
