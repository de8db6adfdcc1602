import Type, { type Static } from 'typebox'
import { RuleSetId } from '../agreement.ts'
import { LegalBasisRow } from '../legal-basis.ts'
import { CalendarDate, Line, Nullable, Sha256, Slug, Time } from '../primitives.ts'
import { BasisCode } from '../referral-fields.ts'

/** A descriptor, as `parseMarking` reads one. */
const Descriptor = Type.String({
  pattern: '^[A-Z][A-Z /-]{0,38}[A-Z]$',
  maxLength: 40,
  description: 'a descriptor in capitals, such as MEDICAL',
})

/** A row that is there already, by the name that it has among its like. */
const Row = Type.Union([
  Type.Object({ row: Type.Literal('basis'), name: BasisCode }, { additionalProperties: false }),
  Type.Object({ row: Type.Literal('descriptor'), name: Descriptor }, { additionalProperties: false }),
  Type.Object({ row: Type.Literal('level'), name: Line(40) }, { additionalProperties: false }),
])
export type Row = Static<typeof Row>

/**
 * One change of a rule set's rows. A row is never edited and never vanishes: it ends, and what has ended can be resumed.
 * `reword` says the same basis in other words, by the statute in which it now stands; what it does is not touched.
 */
export const RuleChange = Type.Union([
  Type.Object({ change: Type.Literal('add-basis'), basis: LegalBasisRow }, { additionalProperties: false }),
  Type.Object(
    { change: Type.Literal('add-descriptor'), descriptor: Descriptor },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      change: Type.Literal('reword'),
      code: BasisCode,
      name: Line(200),
      statute: Line(300),
      sentence: Line(1000),
    },
    { additionalProperties: false },
  ),
  Type.Object({ change: Type.Literal('end'), what: Row }, { additionalProperties: false }),
  Type.Object({ change: Type.Literal('resume'), what: Row }, { additionalProperties: false }),
])
export type RuleChange = Static<typeof RuleChange>

const changes = Type.Array(RuleChange, { minItems: 1, maxItems: 100 })

/**
 * How many changes all amendments of the rules of one agreement come to: everybody lists, reads and judges all of them for ever,
 * with every agreement that goes by them.
 */
export const MOST_CHANGES = 1_000

/**
 * A co-ordinator amends the rule set under which an agreement stands, from a day on. Edition 1 is the one in the program, so
 * amendments are numbered from 2, each with the digest of the one before (null for the first). It counts for the agreement
 * that it names, and for those that are made under that as their accord, where they name this rule set. `reason` is a sentence
 * that cites the statute or instrument. Signed by a co-ordinator of `by` in office.
 */
export const RuleAmendment = Type.Object(
  {
    despatch: Type.Literal('rules/1'),
    by: Line(200),
    agreement: Slug,
    ruleSet: RuleSetId,
    edition: Type.Integer({ minimum: 2, maximum: 100_000 }),
    previous: Nullable(Sha256),
    from: CalendarDate,
    reason: Line(1000),
    changes,
    time: Time,
  },
  { additionalProperties: false },
)
export type RuleAmendment = Static<typeof RuleAmendment>

/** An amendment as the directory lists it with each agreement that it counts for; `sha256` of its signed text. */
export const ListedAmendment = Type.Object(
  {
    edition: Type.Integer({ minimum: 2, maximum: 100_000 }),
    from: CalendarDate,
    by: Line(200),
    reason: Line(1000),
    changes,
    sha256: Sha256,
  },
  { additionalProperties: false },
)
export type ListedAmendment = Static<typeof ListedAmendment>
