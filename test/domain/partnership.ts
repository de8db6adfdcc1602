import { consentOf, NOT_NEEDED } from '../../src/domain/consents.ts'
import type { Directory, ListedAgreement, ListedSignatory, Mailbox } from '../../src/domain/wire/directory.ts'
import { type Prescribed, PURPOSES, type ReferralFields } from '../../src/domain/wire/referral-fields.ts'

/** An invented partnership for the tests of the rules, on an invented day. */
export const TODAY = '2010-03-01'

/** An agency as the agreements of this partnership have it. */
function signatory(agency: string, domain: string, more: Partial<ListedSignatory> = {}): ListedSignatory {
  return {
    agency,
    domains: [domain],
    bodies: ['council', 'youth-offending'],
    mailboxes: [],
    legalClasses: ['responsible', 'relevant', 'competent'],
    group: 1,
    area: 'Testville',
    icoUntil: '2010-12-31',
    ...more,
  }
}

function mailbox(address: string, agencyId: string, more: Partial<Mailbox> = {}): Mailbox {
  return {
    address,
    name: address,
    agency: agencyId,
    route: 'mail',
    certificate: null,
    closed: false,
    ...more,
  }
}

export const directory: Directory = {
  service: { origin: 'https://despatch.test', domain: 'despatch.test' },
  agencies: [
    { id: 'council', name: 'Testville Council' },
    { id: 'police', name: 'Testshire Police' },
    { id: 'court', name: 'Testville Magistrates' },
    { id: 'shops', name: 'Testville Shopkeepers' },
    { id: 'voluntary', name: 'Testville Voluntary Support' },
    { id: 'unsigned', name: 'Elsewhere Council' },
    { id: 'lapsed', name: 'Lapsed Trust' },
    { id: 'never', name: 'Never Registered Trust' },
    { id: 'probation', name: 'Testshire Probation Trust' },
    { id: 'prison', name: 'Testshire Prison' },
    { id: 'health', name: 'Testville Primary Care Trust' },
    { id: 'borough', name: 'Testborough Council' },
  ],
  mailboxes: [
    mailbox('asb.team@testville.gcsx.test', 'council', { route: 'local' }),
    mailbox('yot@testville.gcsx.test', 'council', { route: 'local' }),
    mailbox('old@testville.gcsx.test', 'council', { route: 'local', closed: true }),
    mailbox('intelligence@testshire.pnn.test', 'police'),
    mailbox('front.desk@testshire.police.test', 'police'),
    mailbox('second@testshire.elsewhere.test', 'police'),
    mailbox('archive@testshire.lapsed.test', 'police'),
    mailbox('listing@testville.cjsm.test', 'court', { route: 'local' }),
    mailbox('chair@shops.test', 'shops', { route: 'local' }),
    mailbox('help@voluntary.test', 'voluntary', { route: 'local' }),
    mailbox('team@elsewhere.gcsx.test', 'unsigned'),
    mailbox('team@lapsed.test', 'lapsed', { route: 'local' }),
    mailbox('team@never.test', 'never', { route: 'local' }),
    mailbox('risk@probation.test', 'probation', { route: 'local' }),
    mailbox('releases@prison.test', 'prison', { route: 'local' }),
    mailbox('drug.team@testville.nhs.test', 'health', { route: 'local' }),
    mailbox('committee@testborough.gcsx.test', 'borough', { route: 'local' }),
  ],
  networks: [
    network('gcsx.test', 'RESTRICTED'),
    network('pnn.test', 'RESTRICTED'),
    network('police.test', 'PROTECT'),
    network('testshire.elsewhere.test', 'RESTRICTED'),
    { ...network('lapsed.test', 'RESTRICTED'), domain: 'testshire.lapsed.test', until: '2010-02-28' },
    { ...network('testshire.pnn.test', 'OFFICIAL-SENSITIVE', 'GSC'), from: '2014-04-02' },
    network('testshire.pnn.test', 'RESTRICTED', 'GPMS', '2014-04-01'),
  ],
  agreements: [
    agreement(1, '2008-01-01', '2009-12-31'),
    agreement(2, '2010-01-01', '2010-12-31'),
    agreement(3, '2010-06-01', '2012-12-31'),
    { ...agreement(1, '2010-01-01', '2030-12-31'), id: 'modern-isp', ruleSet: 'uk-2026' },
  ],
}

function network(
  domain: string,
  level: string,
  scheme: 'GPMS' | 'GSC' = 'GPMS',
  until: string | null = null,
) {
  return { domain, agency: null, accreditation: { scheme, level }, from: '2008-01-01', until }
}

function agreement(version: number, from: string, until: string): ListedAgreement {
  return {
    id: 'testville-isp',
    version,
    purposes: [...PURPOSES],
    areas: ['Testville'],
    ruleSet: 'uk-2010',
    amendments: [],
    from,
    until,
    signatories: [
      signatory('council', 'testville.gcsx.test'),
      signatory('police', 'testshire.pnn.test', {
        domains: ['testshire.pnn.test', 'testshire.police.test', 'testshire.lapsed.test'],
        bodies: ['police'],
      }),
      signatory('court', 'testville.cjsm.test', { bodies: ['court'], legalClasses: ['competent'] }),
      signatory('shops', 'shops.test', { bodies: ['business'], legalClasses: [], group: 2 }),
      signatory('voluntary', 'voluntary.test', { bodies: ['voluntary'], legalClasses: [] }),
      signatory('lapsed', 'lapsed.test', { bodies: ['probation'], icoUntil: '2010-02-28' }),
      signatory('never', 'never.test', { bodies: ['probation'], icoUntil: '1970-01-01' }),
      signatory('probation', 'probation.test', { bodies: ['probation'] }),
      signatory('prison', 'prison.test', { bodies: ['prison'], legalClasses: ['competent'] }),
      signatory('health', 'testville.nhs.test', {
        bodies: ['primary-care', 'drug-action'],
        legalClasses: ['responsible', 'relevant'],
      }),
      signatory('borough', 'testborough.gcsx.test', { bodies: ['council', 'scrutiny-committee'] }),
    ],
    sha256: 'a'.repeat(64),
  }
}

/** Consent as it is whole: given and refused on a day, not sought for a reason. */
export const CONSENT = {
  notNeeded: NOT_NEEDED,
  given: consentOf('given', { on: '2010-02-01' }),
  refused: consentOf('refused', { on: '2010-02-01' }),
  notSought: consentOf('not-sought', { why: 'prejudice' }),
}

/** What the council owes by section 17A, of the last quarter that was over. */
export const PRESCRIBED: Prescribed = { descriptions: ['anti-social-behaviour'], period: '2009-10-01' }

/** A lawful ASB incident referral, RESTRICTED, from the council to the police and its own YOT. */
export const lawful: ReferralFields = {
  id: '0195f0a0-0000-7000-8000-000000000001',
  kind: 'asb-incident',
  thread: 'AAAAAAAAAAAAAAAAAAAAAA',
  inReplyTo: null,
  marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
  from: 'asb.team@testville.gcsx.test',
  to: ['intelligence@testshire.pnn.test', 'yot@testville.gcsx.test'],
  purpose: 'services-to-individuals',
  dataClass: 'sensitive-personal',
  categories: ['informer', 'suspected-perpetrator', 'witness'],
  bases: ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7'],
  consent: CONSENT.notSought,
  otherConsents: [],
  guardian: null,
  prescribed: null,
  reply: null,
  handling: {
    urgency: 'routine',
    respondBy: '2010-03-12',
    destroyAfter: '2010-09-01',
    onward: 'originator-permission',
  },
  agreement: { id: 'testville-isp', version: 2 },
  otherAgreements: [],
  created: '2010-03-01T09:30:00.000Z',
}

/** The lawful referral without anything about people. */
export const depersonalised: ReferralFields = {
  ...lawful,
  dataClass: 'depersonalised',
  categories: [],
  bases: [],
}
