import type { DemoAgency } from './agencies.ts'

/** A mailbox of the demonstration partnership; `local` ones are read in the service, `mail` ones by SMTP. */
export type DemoMailbox = {
  address: string
  name: string
  agency: DemoAgency['key']
  route: 'local' | 'mail'
}

export const ASB_TEAM = 'asb.team@liverpool.gcsx.gov.test'
export const LIVERPOOL_YOT = 'yot@liverpool.gcsx.gov.test'
export const SEFTON_YOT = 'yot@sefton.gcsx.gov.test'
export const POLICE_INTELLIGENCE = 'intelligence@merseyside.pnn.police.test'
export const DRUG_AND_ALCOHOL_TEAM = 'drug.alcohol@liverpoolpct.nhs.test'
export const COURT_LISTING = 'listing@liverpool-mc.cjsm.test'

export const mailboxes: readonly DemoMailbox[] = [
  { address: ASB_TEAM, name: 'Liverpool anti-social behaviour team', agency: 'council', route: 'local' },
  { address: LIVERPOOL_YOT, name: 'Liverpool Youth Offending Team', agency: 'council', route: 'local' },
  { address: COURT_LISTING, name: 'Liverpool court listing office', agency: 'court', route: 'local' },
  { address: SEFTON_YOT, name: 'Sefton Youth Offending Team', agency: 'sefton', route: 'mail' },
  { address: POLICE_INTELLIGENCE, name: 'Merseyside police intelligence', agency: 'police', route: 'mail' },
  {
    address: DRUG_AND_ALCOHOL_TEAM,
    name: 'Liverpool drug and alcohol team',
    agency: 'health',
    route: 'mail',
  },
]
