import { BODIES, BODY_NAMES, type Body } from './bodies.ts'
import type { LegalClass, RuleSetId, Signatory } from './wire/agreement.ts'

/** The responsible authorities of S4 §2.2.1 (A1). */
const RESPONSIBLE: readonly Body[] = [
  'police',
  'police-authority',
  'council',
  'fire',
  'primary-care',
  'probation',
]

/**
 * The relevant authorities of S4 §2.2.3 (A4), which came after the shorter list of the slides (A5). An ambulance service is
 * an NHS trust; of parish councils the sources say nothing, so one may claim it.
 */
const RELEVANT: readonly Body[] = [
  ...RESPONSIBLE,
  'health-authority',
  'nhs-trust',
  'ambulance',
  'social-landlord',
  'transport',
  'parish-council',
]

/** Voluntary, community and private groups are invited, and stand apart from the co-operating bodies (A3, S4 §2.2.2). */
const NEVER_CO_OPERATING: readonly Body[] = ['voluntary', 'business', 'partnership-office']

type Class = { is: string; rule: string; bodies: readonly Body[] }

/**
 * Which bodies can be of a class. Co-operating bodies are prescribed by order, so all that the sources do not set apart may
 * claim it; who is a competent authority depends on statutory functions, which a contractor can have as well.
 */
const CLASSES: Readonly<Partial<Record<LegalClass, Class>>> = {
  responsible: { is: 'a responsible authority', rule: 'A1', bodies: RESPONSIBLE },
  'co-operating': {
    is: 'a co-operating body',
    rule: 'A2',
    bodies: BODY_NAMES.filter((body) => !NEVER_CO_OPERATING.includes(body)),
  },
  relevant: { is: 'a relevant authority', rule: 'A4', bodies: RELEVANT },
}

/** Bodies that there are none of any more under a rule set, and the law that abolished them. */
const ABOLISHED: Readonly<Record<RuleSetId, Readonly<Partial<Record<Body, string>>>>> = {
  'uk-2010': {},
  'uk-2026': {
    'police-authority': 'Police Reform and Social Responsibility Act 2011, section 1',
    'health-authority': 'Health and Social Care Act 2012, section 33',
  },
}

/**
 * Why an agency cannot stand in an agreement as it says: a class that none of its bodies can have, or a body that the law of
 * the agreement knows no more. A team counts through its agency, so a council with a YOT is of the classes of councils.
 *
 * @returns sentences; none where nothing is wrong
 */
export function standingFaults(
  { agency, bodies, legalClasses }: Pick<Signatory, 'agency' | 'bodies' | 'legalClasses'>,
  ruleSet: RuleSetId,
): string[] {
  const named = bodies.map((body) => BODIES[body]).join('; ')
  const claimed = legalClasses.flatMap((legalClass) => {
    const one = CLASSES[legalClass]
    if (!one || bodies.some((body) => one.bodies.includes(body))) return []
    return [
      `${agency} (${named}) cannot be ${one.is} (${one.rule}): leave the class out, or name the body that it is one as.`,
    ]
  })
  const gone = bodies.flatMap((body) => {
    const by = ABOLISHED[ruleSet][body]
    return by === undefined
      ? []
      : [
          `${agency} is named as a ${BODIES[body]}, and under ${ruleSet} there is none (${by}): name what took its place.`,
        ]
  })
  return [...claimed, ...gone]
}
