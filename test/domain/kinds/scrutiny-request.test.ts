import { describe, expect, it } from 'vitest'
import { scrutinyRequestExample } from '../../../src/domain/kinds/scrutiny-request.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { expectFault, rendered, said, type Wrong } from './wrong.ts'

const kind = kindOf('scrutiny-request')
const pat = { name: 'Placeholder Pat', roles: ['other-subject'] }
const identified = {
  ...scrutinyRequestExample,
  identification: 'necessary',
  whyIdentified: 'The review is of one tenancy.',
  subjects: [pat],
}

describe("a committee's request", () => {
  it.each<Wrong>([
    ['no question', { questions: [] }, '/questions', 'must have at least one entry'],
    [
      'a person, though it asks for depersonalised information',
      { subjects: [pat] },
      '/subjects',
      'must be left out where depersonalised information is asked for: that names nobody, and so does the request',
    ],
    [
      'a reason to identify somebody, though it does not ask for that',
      { whyIdentified: 'The review is of one tenancy.' },
      '/whyIdentified',
      'must be left out where depersonalised information is asked for',
    ],
    [
      'identification that is necessary, nobody says why',
      { identification: 'necessary' },
      '/whyIdentified',
      'must say why the committee cannot do its work without identifying somebody',
    ],
    [
      'identification that is appropriate, nobody says why',
      { identification: 'appropriate' },
      '/whyIdentified',
      'must say why the committee cannot do its work without identifying somebody',
    ],
    [
      'identification that is merely wanted',
      { identification: 'useful' },
      '/identification',
      'must be one of none, necessary, appropriate',
    ],
    [
      'prejudice to legal proceedings',
      { prejudicesProceedings: true },
      '/prejudicesProceedings',
      'must be false: what would prejudice legal proceedings is not asked for. Ask for less, or once they are over',
    ],
    [
      'prejudice to operations',
      { prejudicesOperations: true },
      '/prejudicesOperations',
      'must be false: what would prejudice current or future operations is not asked for. Ask for less, or later',
    ],
    [
      'no word on legal proceedings',
      { prejudicesProceedings: undefined },
      '/prejudicesProceedings',
      'must be true or false',
    ],
    [
      'something that the duty does not cover',
      { relatesTo: 'staffing' },
      '/relatesTo',
      'must be one of authority-functions, committee-review',
    ],
    [
      'a meeting before the request',
      { meetingDate: '2010-02-25' },
      '/meetingDate',
      'must not be before the day of the request',
    ],
    ['no reason', { whyNeeded: '' }, '/whyNeeded', 'must not be empty'],
  ])('is not taken with %s', (...row) => {
    expectFault('scrutiny-request', scrutinyRequestExample, row)
  })

  it('is taken where it says why somebody has to be identified, whether or not it names them', () => {
    const { subjects: _subjects, ...unnamed } = identified
    expect([...said('scrutiny-request', identified), ...said('scrutiny-request', unnamed)]).toEqual([])
    expect(said('scrutiny-request', { ...identified, identification: 'appropriate' })).toEqual([])
  })

  it.each([
    ['nobody', scrutinyRequestExample, 'none', []],
    ['somebody', identified, 'personal', ['other-subject']],
    [
      'a suspect who is young',
      {
        ...identified,
        subjects: [{ name: 'Pat', dateOfBirth: '1994-04-01', roles: ['suspected-perpetrator'] }],
      },
      'sensitive-personal',
      ['suspected-perpetrator', 'young-person'],
    ],
  ])('that names %s is classified by that', (_, data, dataClass, categories) => {
    expect(kind.classify(data)).toEqual({ dataClass, categories })
  })

  it('tells whoever answers its two conditions, and that they judge of them, too (L6)', () => {
    const plain = (data: unknown) => rendered('scrutiny-request', data).replaceAll(/\n {2}\| |\s+/g, ' ')
    const text = plain(scrutinyRequestExample)
    expect(text).toContain('Identification: Depersonalised information is asked for')
    expect(text).toContain('Identify nobody. Leave out what would prejudice legal proceedings or operations')
    expect(plain(identified)).toContain('Why: The review is of one tenancy.')
    expect(plain(identified)).toContain('Identify nobody whom the committee has no need to know.')
  })
})
