/**
 * What sorts of body take part in a partnership, by the lists of S4 §2.2.1 to §2.2.4 (A1, A2, A4, A6, A7), with the name that a
 * person reads. An agency may be of several: a council is often the social care body of its area as well.
 */
export const BODIES = {
  police: 'police force',
  'police-authority': 'police authority',
  council: 'district, borough, unitary or county council',
  'parish-council': 'parish council',
  fire: 'fire and rescue authority or service',
  probation: 'probation trust or service',
  'primary-care': 'primary care trust, local health board or integrated care board',
  'health-authority': 'strategic health authority',
  'nhs-trust': 'NHS trust or foundation trust',
  ambulance: 'ambulance service',
  'social-care': 'social care service',
  'youth-offending': 'youth offending service',
  'drug-action': 'drugs and alcohol action team or treatment service',
  'social-landlord': 'housing association or other registered social landlord',
  transport: 'transport authority or operator',
  'criminal-justice-board': 'criminal justice board',
  prosecution: 'Crown Prosecution Service',
  court: 'courts service',
  prison: 'prison service, a prison or a young offender institution',
  school: 'school, or further education institution',
  'scrutiny-committee': 'crime and disorder (overview and scrutiny) committee',
  'victim-support': 'victim support',
  'voluntary-specialist': 'voluntary agency with a specialist service',
  voluntary: 'voluntary or community group',
  business: 'business, or group of businesses',
  'partnership-office': 'office of the partnership, which administers it',
} as const
export type Body = keyof typeof BODIES

/** Every sort of body, in the order in which a person is offered them. */
export const BODY_NAMES: readonly Body[] = Object.keys(BODIES).filter(isBody)

/**
 * Organisations of health and social care, each of which has a Caldicott Guardian (L10, U8, S4 §2.4.2.2). A drugs and alcohol
 * action team treats, and is usually a part of the primary care trust (S0).
 */
export const HEALTH_AND_SOCIAL_CARE = [
  'primary-care',
  'health-authority',
  'nhs-trust',
  'ambulance',
  'social-care',
  'drug-action',
] as const satisfies readonly Body[]

export function isBody(name: string): name is Body {
  return Object.hasOwn(BODIES, name)
}
