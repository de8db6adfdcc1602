import Type, { type Static } from 'typebox'
import { BODY_NAMES } from '../bodies.ts'
import { LEGAL_CLASSES } from './agreement.ts'
import { Line } from './primitives.ts'
import { BasisCode } from './referral-fields.ts'

const LegalClasses = Type.Array(Type.Enum([...LEGAL_CLASSES]), {
  minItems: 1,
  maxItems: LEGAL_CLASSES.length,
  uniqueItems: true,
})
const AnyOf = Type.Object(
  {
    classes: Type.Optional(LegalClasses),
    bodies: Type.Optional(
      Type.Array(Type.Enum([...BODY_NAMES]), {
        minItems: 1,
        maxItems: BODY_NAMES.length,
        uniqueItems: true,
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)
const Regime = Type.Enum(['dpa-1998', 'uk-gdpr', 'law-enforcement'])

const Power = Type.Object(
  { type: Type.Literal('power'), recipients: LegalClasses },
  { additionalProperties: false },
)
const Duty = Type.Object(
  {
    type: Type.Literal('duty'),
    owed: Line(200),
    between: Type.Array(Type.Object({ senders: AnyOf, recipients: AnyOf }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 20,
    }),
    only: Type.Optional(
      Type.Object(
        { covers: Type.Enum(['depersonalised', 'personal']), instead: Type.Optional(BasisCode) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
const Condition = Type.Object(
  {
    type: Type.Literal('condition'),
    for: Type.Enum(['personal', 'sensitive-personal']),
    regime: Regime,
    consent: Type.Optional(Type.Enum(['given', 'refused'])),
    unless: Type.Optional(Type.Literal('given')),
    with: Type.Optional(
      Type.Object(
        {
          codes: Type.Array(BasisCode, { minItems: 1, maxItems: 100, uniqueItems: true }),
          says: Line(300),
          example: BasisCode,
        },
        { additionalProperties: false },
      ),
    ),
    covers: Type.Optional(Type.Enum(['special-categories', 'offences'])),
    senders: Type.Optional(
      Type.Union([
        Type.Object({ only: AnyOf, are: Line(200), instead: Line(300) }, { additionalProperties: false }),
        Type.Object({ never: AnyOf, are: Line(200), instead: Line(300) }, { additionalProperties: false }),
      ]),
    ),
  },
  { additionalProperties: false },
)

/**
 * A legal basis as a record has it: what `LegalBasis` of `domain/legal-bases.ts` is in the program, which says what each
 * field means.
 */
export const LegalBasisRow = Type.Object(
  {
    code: BasisCode,
    rule: Type.String({
      pattern: '^[A-Z]{1,2}[0-9]{1,2}$',
      maxLength: 4,
      description: 'the id of a requirement, such as L1',
    }),
    name: Line(200),
    statute: Line(300),
    sentence: Line(1000),
    effect: Type.Union([
      Power,
      Duty,
      Condition,
      Type.Object(
        { type: Type.Literal('exemption'), regime: Regime, discloses: Type.Boolean() },
        { additionalProperties: false },
      ),
      Type.Object({ type: Type.Literal('confidence') }, { additionalProperties: false }),
      Type.Object({ type: Type.Literal('supporting') }, { additionalProperties: false }),
    ]),
  },
  { additionalProperties: false },
)
export type LegalBasisRow = Static<typeof LegalBasisRow>
