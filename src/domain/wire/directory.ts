import Type, { type Static } from 'typebox'
import { Areas, Bodies, IspGroup, LegalClasses, NamedMailboxes, Purposes, RuleSetId } from './agreement.ts'
import { Address, CalendarDate, Domain, Fingerprint, Line, Nullable, Sha256, Slug } from './primitives.ts'
import { SCHEMES } from './referral-fields.ts'
import { ListedAmendment, MOST_CHANGES } from './trust/rules.ts'

/** An agency. What it may be given, each agreement that it has signed says for itself. */
export const Agency = Type.Object({ id: Slug, name: Line(200) }, { additionalProperties: false })
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

/**
 * An agency as an agreement has it which it has signed: its mail domains, what it is, of which of its bodies a mailbox is, its statutory classes, its group there (A6), and
 * the last day of its ICO notification (I11).
 */
export const ListedSignatory = Type.Object(
  {
    agency: Slug,
    domains: Type.Array(Domain, { maxItems: 20, uniqueItems: true }),
    bodies: Bodies,
    mailboxes: NamedMailboxes,
    legalClasses: LegalClasses,
    group: Nullable(IspGroup),
    area: Line(100),
    icoUntil: CalendarDate,
  },
  { additionalProperties: false },
)
export type ListedSignatory = Static<typeof ListedSignatory>

/**
 * An agreement as the directory lists it, with those who have signed it, and what its co-ordinators have amended of its rules, by
 * edition; `sha256` of its signed text.
 */
export const ListedAgreement = Type.Object(
  {
    id: Slug,
    version: Type.Integer({ minimum: 1, maximum: 100_000 }),
    purposes: Purposes,
    areas: Areas,
    ruleSet: RuleSetId,
    amendments: Type.Array(ListedAmendment, { maxItems: MOST_CHANGES }),
    from: CalendarDate,
    until: CalendarDate,
    signatories: Type.Array(ListedSignatory, { maxItems: 200 }),
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
