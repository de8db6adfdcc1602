import Type, { type Static, type TProperties } from 'typebox'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Behaviour } from './behaviour.ts'
import { Choice } from './choices.ts'
import { Text } from './fields.ts'
import { Person, personFields } from './person.ts'
import { Place } from './place.ts'
import { closed } from './schema-parts.ts'

/** What a referral to the panel can be about: each has a form of its own (North Somerset). */
export const ABOUT = { victim: 'A victim', perpetrator: 'A perpetrator', location: 'A location' } as const

/** What should have been tried before, with plain names. */
export const STEPS = {
  'letter-drop': 'Letters to all homes nearby',
  'warning-letter': 'Warning letter',
  'home-visit': 'Visit at home',
  mediation: 'Mediation',
  'diary-sheets': 'Diary sheets handed out',
  'noise-monitoring': 'Noise monitored',
  patrols: 'Patrols',
  'crime-prevention': 'Locks, lights or cameras',
  'parenting-support': 'Parenting support or contract',
  'support-referral': 'Referred to support',
  abc: 'Acceptable behaviour contract (ABC)',
  aba: 'Acceptable behaviour agreement (ABA)',
  'tenancy-action': 'Action on the tenancy',
  other: 'Other',
} as const

/** What a panel decides on (S4 §3.1.1.1). */
export const DECISIONS = {
  order: 'An order of the court',
  abc: 'An acceptable behaviour contract (ABC)',
  aba: 'An acceptable behaviour agreement (ABA)',
  support: 'Support',
  'joint-action': 'Action at a place by several agencies',
  advice: 'Advice to the referrer',
} as const

/** What somebody was made subject to before. */
export const PAST = {
  custody: 'Custody',
  'community-order': 'Community order',
  supervision: 'Supervision',
  'civil-order': 'ASBO or other order',
  abc: 'ABC or ABA',
  other: 'Other',
} as const

export const ASSESSMENTS = { OASys: 'OASys', YOIS: 'YOIS' } as const

/**
 * A perpetrator with the items that panels usually have of each (BP7); one that is not needed for this case, or not
 * held, is left out (D4, T2).
 */
const Perpetrator = closed({
  ...personFields,
  /** Of offences and behaviour. */
  history: Type.Optional(Text(4000)),
  past: Type.Optional(
    Type.Array(closed({ type: Choice(PAST), date: Type.Optional(CalendarDate), text: Text(1000) }), {
      maxItems: 30,
    }),
  ),
  assessment: Type.Optional(closed({ system: Choice(ASSESSMENTS), date: CalendarDate, text: Text(2000) })),
  drugsAndAlcohol: Type.Optional(Text(2000)),
  treatment: Type.Optional(Text(2000)),
})
const perpetrators = Type.Array(Perpetrator, { minItems: 1, maxItems: 20 })

const COMMON = {
  /** Who brings it, and whether they come to the meeting at which it is heard. */
  referrer: closed({
    name: Line(120),
    role: Line(120),
    contact: Line(200),
    attends: Type.Boolean(),
    /** Who speaks to it where the referrer cannot come. */
    instead: Type.Optional(Line(200)),
  }),
  behaviour: Behaviour,
  /** What was done before, and what came of it. */
  steps: Type.Array(closed({ step: Choice(STEPS), date: CalendarDate, by: Line(200), result: Text(1000) }), {
    maxItems: 30,
  }),
  /** Why nothing was tried before. */
  whyNoSteps: Type.Optional(Text(2000)),
  asked: Type.Array(Choice(DECISIONS), { minItems: 1, maxItems: 6, uniqueItems: true }),
  outcomeWanted: Text(2000),
  /** Why it is shared: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
  caveats: Type.Optional(Text(2000)),
}

const VICTIM = {
  victim: closed({
    ...personFields,
    /** What it does to them. */
    effect: Text(2000),
    vulnerabilities: Type.Optional(Text(2000)),
    /** Whether they have been a victim of the same before. */
    repeat: Type.Boolean(),
    /** Whether they know of this referral. */
    knows: Type.Boolean(),
  }),
  perpetrators: Type.Optional(perpetrators),
}
const PERPETRATOR = { perpetrators, victims: Type.Optional(Type.Array(Person, { maxItems: 20 })) }
const LOCATION = {
  location: Place,
  effect: Text(2000),
  perpetrators: Type.Optional(perpetrators),
  victims: Type.Optional(Type.Array(Person, { maxItems: 20 })),
}

function form<P extends TProperties>(about: keyof typeof ABOUT, fields: P) {
  return Type.Object(
    { about: Type.Literal(about), ...fields, ...COMMON },
    { additionalProperties: false, title: `Referral to the ASB panel: ${ABOUT[about].toLowerCase()}` },
  )
}

/** The three forms, each by what it is about. */
export const PANEL_FORMS = {
  victim: form('victim', VICTIM),
  perpetrator: form('perpetrator', PERPETRATOR),
  location: form('location', LOCATION),
}

/** The data of a referral of any form (F19): the form with everything optional that some form does without. */
export const AsbPanelReferral = closed({
  about: Choice(ABOUT),
  victim: Type.Optional(VICTIM.victim),
  location: Type.Optional(LOCATION.location),
  effect: Type.Optional(LOCATION.effect),
  perpetrators: VICTIM.perpetrators,
  victims: LOCATION.victims,
  ...COMMON,
})
export type AsbPanelReferral = Static<typeof AsbPanelReferral>
export type Perpetrator = Static<typeof Perpetrator>
