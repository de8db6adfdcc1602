import { supporting } from '../legal-bases.ts'

/** S4 §2.4.2.4 (L12). */
export const FREEDOM_OF_INFORMATION = supporting('L12', 'Freedom of Information Act 2000', [
  [
    'foi-2000',
    'Request for information',
    'Anybody may ask a public authority for what it holds, with exemptions. Consult the agency that the information came from first; personal information is released under data protection law alone, so the answer may be depersonalised.',
  ],
])

/** Acts that the sources name as the ground of the work, without saying that they let anybody disclose (L16). */
export const OTHER_ACTS = [
  ...supporting('L16', 'Anti-social Behaviour Act 2003', [
    [
      'asba-2003',
      'Anti-social behaviour',
      'It is shared for work under the Anti-social Behaviour Act 2003. Name the power to disclose as well.',
    ],
  ]),
  ...supporting('L16', 'Police Reform Act 2002', [
    [
      'pra-2002',
      'Police reform',
      'It is shared for work under the Police Reform Act 2002, which made fire authorities and primary care trusts partners. Name the power to disclose as well.',
    ],
  ]),
  ...supporting('L16', 'Policing and Crime Act 2009', [
    [
      'pca-2009',
      'Policing and crime',
      'It is shared for work under the Policing and Crime Act 2009, which made probation a partner. Name the power to disclose as well.',
    ],
  ]),
]

/** The present law of anti-social behaviour. */
export const ANTI_SOCIAL_BEHAVIOUR_2014 = supporting(
  'L16',
  'Anti-social Behaviour, Crime and Policing Act 2014',
  [
    [
      'asbcpa-2014',
      'Anti-social behaviour',
      'It is shared for work under the Anti-social Behaviour, Crime and Policing Act 2014. Name the power to disclose as well.',
    ],
  ],
)
