import type { AsbIncident } from './asb-incident.ts'

/** A filled form. Nobody in it exists. */
export const asbIncidentExample: AsbIncident = {
  incident: {
    reference: 'SAMPLE-0001',
    nature: {
      codes: ['rowdy', 'intimidation'],
      text: 'Shouting, bottles thrown at shop shutters, and threats to a resident who asked them to stop.',
    },
    from: { date: '2010-02-26', time: '21:30' },
    to: { date: '2010-02-26', time: '23:10' },
    place: 'Parade of shops, Nowhere Lane, Testville',
  },
  informer: {
    name: 'Testina Example',
    address: '99 Imaginary Street, Testville',
    contact: 'Telephone 01632 960001, after six in the evening',
    safeToContact: 'Do not call at the house; do not leave a message.',
    wantsAnonymity: true,
  },
  suspectedPerpetrators: [
    {
      name: 'Placeholder Pat',
      aliases: ['Patch'],
      dateOfBirth: '1994-04-01',
      address: '1 Made-Up Court, Testville',
      sensitive: [{ type: 'offences', text: 'Alleged to have thrown the bottles.' }],
    },
    {
      name: 'Name not known',
      youngPerson: true,
      description: 'About sixteen, red hooded top, known to the shopkeepers as "Specimen".',
    },
  ],
  witnesses: [
    {
      name: 'Dummy Witness',
      contact: 'Telephone 01632 960002',
      safeToContact: 'At work only.',
    },
  ],
  narrative:
    'A group of about eight gathered outside the shops from half past nine.\nTwo of them threw bottles at the shutters and, when a resident asked them to stop, said that they knew where she lived.',
  requestedAction: 'Please say what you know of the two and whether they are already being dealt with.',
  justification:
    'Third incident at the same place in four weeks. A joint visit is planned, and it should not be made without knowing the risk.',
  caveats: 'The second person has been identified by description only.',
}
