import { expect, it } from 'vitest'
import { otherConsentsFrom } from '../../src/cli/consent-options.ts'
import { consentOf } from '../../src/domain/consents.ts'

it('says of some of the people all that can be said of a consent (L11, BP5)', () => {
  expect(
    otherConsentsFrom({
      consentOf: [
        'drug-treatment=given,on=2010-02-01,written,review=2011-02-01,told=yes',
        'victim=not-sought,why=risk',
        'informer=not-needed',
      ],
    }),
  ).toEqual([
    {
      who: 'drug-treatment',
      consent: consentOf('given', { on: '2010-02-01', written: true, reviewBy: '2011-02-01', told: true }),
    },
    { who: 'victim', consent: consentOf('not-sought', { why: 'risk' }) },
    { who: 'informer', consent: consentOf('not-needed') },
  ])
})

it('says nothing where nothing is said', () => {
  expect(otherConsentsFrom({})).toBeUndefined()
})
