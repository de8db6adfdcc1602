import { behaviourParts } from './behaviour.ts'
import {
  AGENCIES,
  CARE,
  type EarlyIntervention,
  RELATIONS,
  RISK_FACTORS,
  SEVERAL_TIMES,
} from './early-intervention-schema.ts'
import {
  field,
  type Layout,
  layOut,
  noneField,
  optionalField,
  type Part,
  type RenderContext,
  type Section,
  text,
  textSection,
} from './layout.ts'
import { peopleParts } from './person.ts'

/** `early-intervention/1`: its text as a person reads it. Its words never change under this version. */
export function renderEarlyIntervention(data: EarlyIntervention, context: RenderContext): Layout {
  const { referrer, youngPerson, carers, household = [], behaviour } = data
  return layOut('EARLY INTERVENTION WITH A YOUNG PERSON', context, [
    {
      heading: 'REFERRED BY',
      parts: [
        field('Name', referrer.name),
        field('Role', referrer.role),
        field('Contact', referrer.contact),
        field('On', data.referredOn),
      ],
    },
    { heading: 'YOUNG PERSON', parts: peopleParts([youngPerson], youngPersonParts) },
    {
      heading: 'PARENTS AND CARERS',
      parts: peopleParts(carers, ({ relation, parentalResponsibility, agreedOn }) => [
        field('Relation', RELATIONS[relation]),
        field('Responsible', parentalResponsibility ? 'Has parental responsibility' : 'No'),
        ...optionalField('Agreed on', agreedOn),
      ]),
    },
    ...(household.length === 0
      ? []
      : [
          {
            heading: 'OTHERS AT HOME',
            parts: peopleParts(household, ({ relation }) => [field('Relation', RELATIONS[relation])]),
          },
        ]),
    ...schoolSection(data),
    {
      heading: 'BEHAVIOUR',
      parts: [
        ...behaviourParts(behaviour),
        field('How often', SEVERAL_TIMES[data.frequency]),
        field('Severity', `${data.severity} of 10`),
      ],
    },
    { heading: 'RISK FACTORS', parts: factorParts(data) },
    ...agenciesSection(data),
    ...textSection('WHAT WAS TRIED ALREADY', data.triedAlready),
    ...textSection('BEFORE YOU VISIT', data.visiting),
    ...textSection('WHAT IS ASKED OF YOU', data.requestedAction),
    ...textSection('WHAT WE WILL SEND BACK', data.whatWeWillSendBack),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

function youngPersonParts(person: EarlyIntervention['youngPerson']): Part[] {
  const { agreedOn, languages, interpreter, care = [] } = person
  return [
    ...optionalField('Agreed on', agreedOn),
    ...optionalField('Languages', languages),
    ...optionalField(
      'Interpreter',
      interpreter === undefined ? undefined : interpreter ? 'Needed' : 'Not needed',
    ),
    ...optionalField('Care', care.map((code) => CARE[code]).join('; ')),
  ]
}

function schoolSection({ school }: EarlyIntervention): Section[] {
  if (school === undefined) return []
  const { name, contact, yearGroup, attendance, exclusions, specialNeeds } = school
  const parts = [
    field('School', name),
    ...optionalField('Contact', contact),
    ...optionalField('Year group', yearGroup?.toString()),
    ...optionalField('Attendance', attendance === undefined ? undefined : `${attendance} per cent`),
    ...optionalField('Exclusions', exclusions),
    ...optionalField('Special needs', specialNeeds),
  ]
  return [{ heading: 'SCHOOL', parts }]
}

function factorParts({ riskFactors, judgement }: EarlyIntervention): Part[] {
  return [
    ...(riskFactors.length === 0
      ? [noneField('Known', 'None are known.')]
      : riskFactors.map((factor, place) => field(`Factor ${place + 1}`, RISK_FACTORS[factor]))),
    ...(judgement === undefined ? [] : [text(judgement)]),
  ]
}

function agenciesSection({ agencies = [] }: EarlyIntervention): Section[] {
  if (agencies.length === 0) return []
  const parts = agencies.flatMap(({ agency, worker }, place) => [
    field(`Agency ${place + 1}`, AGENCIES[agency]),
    ...optionalField('Worker', worker),
  ])
  return [{ heading: 'ALREADY INVOLVED', parts }]
}
