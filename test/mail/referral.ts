import type { ReferralMessage } from '../../src/mail/compose.ts'

/** An invented referral, as the sender's machine gives it to be composed. */
export const referral: ReferralMessage = {
  headers: {
    subject: 'PROTECT – PERSONAL ASB-7K3F9-QX2M4-P Anti-social behaviour: noise, Example Street',
    from: 'asb.team@liverpool.gcsx.gov.test',
    to: ['intelligence@merseyside.pnn.police.test', 'yot@liverpool.gcsx.gov.test'],
    date: new Date('2010-03-04T09:30:00.000Z'),
    messageId: '<0195a3c1-0000-7000-8000-000000000001@despatch.test>',
  },
  text: [
    'PROTECT – PERSONAL',
    '',
    'Informer: Testina Example, 1 Example Street. Suspected: Placeholder Pat.',
    'A line that ends in a space ',
    '.',
    '--boundary-like line',
    'From the informer: “café” = 100% certain',
    `A long line: ${'x'.repeat(200)}`,
    '',
    'PROTECT – PERSONAL',
    '',
  ].join('\n'),
  terms: {
    text: '{"despatch":"terms/1"}',
    signature: '-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n',
  },
  rendering: 'asb-incident/1',
  data: { nature: 'noise', witness: 'Zoë Sample' },
  attachments: [
    { name: 'map.pdf', type: 'application/pdf', bytes: Uint8Array.from({ length: 1000 }, (_, i) => i % 256) },
    {
      name: '../Übersicht – a statement by a witness with a rather long name, signed.txt',
      type: 'text/plain',
      bytes: new TextEncoder().encode('A statement.'),
    },
  ],
}
