import type { Body } from '../../domain/bodies.ts'
import type { IspGroup, LegalClass } from '../../domain/wire/agreement.ts'

/** An agency of the demonstration partnership. Every name is invented. `key` names its folder and is used nowhere else. */
export type DemoAgency = {
  key: 'council' | 'sefton' | 'police' | 'health' | 'court' | 'crown' | 'office'
  name: string
  domains: string[]
  bodies: Body[]
  legalClasses: LegalClass[]
  /** Null for the partnership's own office: it administers, and signs nothing. */
  group: IspGroup | null
  area: string
}

/**
 * The classes follow S4 §2.2.1 and §2.2.3: councils, police and the primary care trust are responsible and
 * relevant authorities; a court is neither, though S4 §2.2.4 gives it a central role (group 1).
 * The councils' social care, which has a Caldicott Guardian, takes no part (U8).
 * Competent authorities are those with functions of law enforcement (Data Protection Act 2018, section 30).
 */
export const agencies: readonly DemoAgency[] = [
  {
    key: 'council',
    name: 'Example Council of Liverpool',
    domains: ['liverpool.gcsx.gov.test'],
    bodies: ['council', 'youth-offending', 'scrutiny-committee'],
    legalClasses: ['responsible', 'relevant', 'competent'],
    group: 1,
    area: 'Liverpool',
  },
  {
    key: 'sefton',
    name: 'Example Council of Sefton',
    domains: ['sefton.gcsx.gov.test'],
    bodies: ['council', 'youth-offending'],
    legalClasses: ['responsible', 'relevant', 'competent'],
    group: 1,
    area: 'Sefton',
  },
  {
    key: 'police',
    name: 'Example Police of Merseyside',
    domains: ['merseyside.pnn.police.test'],
    bodies: ['police'],
    legalClasses: ['responsible', 'relevant', 'competent'],
    group: 1,
    area: 'Merseyside',
  },
  {
    key: 'health',
    name: 'Example Primary Care Trust of Liverpool',
    domains: ['liverpoolpct.nhs.test'],
    bodies: ['primary-care', 'drug-action'],
    legalClasses: ['responsible', 'relevant'],
    group: 1,
    area: 'Liverpool',
  },
  {
    key: 'court',
    name: "Example Magistrates' Court of Liverpool",
    domains: ['liverpool-mc.cjsm.test'],
    bodies: ['court'],
    legalClasses: ['competent'],
    group: 1,
    area: 'Merseyside',
  },
  {
    key: 'crown',
    name: 'Example Crown Court of Liverpool',
    domains: ['liverpool-cc.cjsm.test'],
    bodies: ['court'],
    legalClasses: ['competent'],
    group: 1,
    area: 'Merseyside',
  },
  {
    key: 'office',
    name: 'Example Partnership Office of Merseyside',
    domains: ['merseyside-partnership.test'],
    bodies: ['partnership-office'],
    legalClasses: [],
    group: null,
    area: 'Merseyside',
  },
]
