import type { AsbPanelReferral } from './asb-panel-schema.ts'

/** A filled form of each sort. Nobody in them exists. */

const common = {
  referrer: {
    name: 'Sample Worker',
    role: 'Neighbourhood officer',
    contact: 'Telephone 01632 960010',
    attends: true,
  },
  behaviour: {
    nature: { codes: ['rowdy', 'intimidation'], text: 'Shouting and threats at the shops on most evenings.' },
    from: { date: '2009-12-01' },
    to: { date: '2010-02-26', time: '23:10' },
    place: 'Parade of shops, Nowhere Lane, Testville',
  },
  steps: [
    {
      step: 'letter-drop',
      date: '2010-01-11',
      by: 'Housing office, Testville',
      result: 'Two calls from neighbours; nothing changed.',
    },
    {
      step: 'home-visit',
      date: '2010-02-02',
      by: 'ASB team with the neighbourhood officer',
      result: 'An acceptable behaviour contract was offered and not signed.',
    },
  ],
} satisfies Partial<AsbPanelReferral>

const perpetrator: NonNullable<AsbPanelReferral['perpetrators']>[number] = {
  name: 'Placeholder Pat',
  aliases: ['Patch'],
  dateOfBirth: '1994-04-01',
  address: '1 Made-Up Court, Testville',
  history: 'A reprimand for criminal damage in May 2009; named in five reports since December.',
  past: [{ type: 'abc', date: '2009-06-01', text: 'Six months, kept to until November.' }],
  assessment: {
    system: 'YOIS',
    date: '2010-01-20',
    text: 'Medium risk of offending; lives with one parent.',
  },
  drugsAndAlcohol: 'Drinks at weekends with older friends.',
  treatment: 'Two of six appointments with the young people’s alcohol worker were kept.',
}

export const panelExamples = {
  perpetrator: {
    about: 'perpetrator',
    perpetrators: [perpetrator],
    victims: [{ name: 'Testina Example', safeToContact: 'By telephone in the morning.' }],
    ...common,
    asked: ['abc', 'order'],
    outcomeWanted:
      'A contract with help to keep it, or else an order with the parade as an area to keep out of.',
    justification: 'Everything that one agency can do was tried, and it is getting worse.',
    caveats: 'One of the five reports may mean somebody else.',
  },
  victim: {
    about: 'victim',
    victim: {
      name: 'Testina Example',
      address: '99 Imaginary Street, Testville',
      contact: 'Telephone 01632 960001',
      safeToContact: 'Do not call at the house; do not leave a message.',
      effect: 'No longer goes out after four, and sleeps badly.',
      vulnerabilities: 'Lives alone and walks with a frame.',
      repeat: true,
      knows: true,
    },
    perpetrators: [{ name: 'Placeholder Pat', dateOfBirth: '1994-04-01' }],
    ...common,
    asked: ['support', 'joint-action'],
    outcomeWanted: 'That she can go to the shops again, and knows whom to ring.',
    justification: 'She has reported nine times to three agencies, and none has seen the whole.',
  },
  location: {
    about: 'location',
    location: { description: 'Parade of shops, Nowhere Lane, Testville', sort: 'public', map: 'parade.pdf' },
    effect: 'Two shops shut at dusk; people take the long way round.',
    perpetrators: [{ name: 'Placeholder Pat', description: 'One of about eight; the others are not known.' }],
    ...common,
    referrer: { ...common.referrer, attends: false, instead: 'Example Mentor, youth service' },
    asked: ['joint-action'],
    outcomeWanted: 'Lights, patrols at the right hours, and somewhere else to go.',
    justification: 'What is known of the place lies with four agencies.',
  },
} satisfies Record<string, AsbPanelReferral>
