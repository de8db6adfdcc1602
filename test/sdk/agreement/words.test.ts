import { describe, expect, it } from 'vitest'
import { emptyTrust, type TrustedAgreement } from '../../../src/domain/trust/state.ts'
import type { Agreement } from '../../../src/domain/wire/agreement.ts'
import { draftAgreement, formOf, without } from '../../../src/sdk/agreement/draft.ts'
import { AgreementForm, exampleForm, readForm } from '../../../src/sdk/agreement/form.ts'
import { agreementStandings } from '../../../src/sdk/agreement/reviews.ts'
import { agreementLines, differenceLines, standingsOf } from '../../../src/sdk/agreement/words.ts'

const TODAY = '2026-03-02'
const form = exampleForm(TODAY)
const parsed = (text: string): Agreement => JSON.parse(text)
const first = parsed(draftAgreement(form, null))
const inForce: TrustedAgreement = {
  document: first,
  sha256: 'a'.repeat(64),
  signed: first.signatories.map(({ agency }) => agency),
  versions: [],
  annex: null,
}
const [COUNCIL = '', POLICE = ''] = inForce.signed

describe('a draft', () => {
  it('follows the version that is in force: its number and digest are filled in', () => {
    expect(first).toMatchObject({ despatch: 'agreement/3', version: 1, previous: null })
    const second = parsed(draftAgreement(formOf(inForce), inForce))
    expect(second).toMatchObject({ version: 2, previous: 'a'.repeat(64), id: first.id })
    expect(() => draftAgreement({ ...form, id: 'another' }, inForce)).toThrow('The form is of another')
  })

  it('takes fingerprints as gpg prints them, and names every field that is not right', () => {
    const [one] = form.signatories
    const printed = (one?.root ?? '').toUpperCase().replace(/(.{4})/g, '$1 ')
    const typed = { ...form, signatories: [{ ...one, root: printed }, form.signatories[1]] }
    expect(readForm(AgreementForm, JSON.stringify(typed)).signatories[0]?.root).toBe(one?.root)
    const wrong = JSON.stringify({ ...form, ruleSet: 'uk-1066', until: 'soon' })
    expect(() => readForm(AgreementForm, wrong)).toThrow(/\/ruleSet must be one of .*\/until must be a date/)
    expect(() => readForm(AgreementForm, '{')).toThrow('not JSON')
  })

  it('is refused when it could not be in force, before anybody signs it', () => {
    expect(() => draftAgreement({ ...form, review: '2036-01-01' }, null)).toThrow('reviewed outside its time')
    expect(() => draftAgreement({ ...form, annexQuorum: 3 }, null)).toThrow('responsible authorities')
    expect(() => draftAgreement({ ...form, areas: ['Nowhere'] }, null)).toThrow(
      'The agreement is made for Nowhere, and no signatory is of there',
    )
    const shops = form.signatories.map((one) => ({ ...one, bodies: ['business' as const] }))
    expect(() => draftAgreement({ ...form, signatories: shops }, null)).toThrow(
      'Example Constabulary (business, or group of businesses) cannot be a responsible authority (A1)',
    )
    expect(() => readForm(AgreementForm, JSON.stringify({ ...form, purposes: [] }))).toThrow('/purposes')
    const strangers = form.signatories.map((one) => ({
      ...one,
      mailboxes: [{ address: 'desk@elsewhere.test', bodies: one.bodies }],
    }))
    expect(() => draftAgreement({ ...form, signatories: strangers }, null)).toThrow(
      'names the mailbox desk@elsewhere.test, which is in none of its mail domains',
    )
    const wrong = JSON.stringify({
      ...form,
      signatories: form.signatories.map((one) => ({ ...one, bodies: [] })),
    })
    expect(() => readForm(AgreementForm, wrong)).toThrow('/signatories/0/bodies')
  })

  it('leaves out the agency that all others remove, and no other', () => {
    expect(() => without(form, 'Nobody')).toThrow('does not name Nobody')
    expect(without(form, POLICE).signatories.map(({ agency }) => agency)).toEqual([COUNCIL])
    const wide = {
      ...form,
      areas: [...form.areas, 'Example-under-Hill'],
      signatories: form.signatories.map((one) =>
        one.agency === POLICE ? { ...one, area: 'Example-under-Hill' } : one,
      ),
    }
    expect(without(wide, POLICE).areas).toEqual(form.areas)
  })
})

describe('an agreement in words', () => {
  it('reads out who signs as what, with each root in words', () => {
    const text = agreementLines(first).join('\n')
    expect(text).toContain(
      'responsible authority, relevant authority, competent authority (DPA 2018, section 30); group 1',
    )
    expect(text).toContain(
      '  is: district, borough, unitary or county council; youth offending service; social',
    )
    expect(text).toContain('  social.care@example-on-sea.gcsx.gov.test is of its social care service')
    expect(text).toContain('Covers: Services to groups or individuals (services-to-individuals)')
    expect(text).toContain('Aim: To prevent and to deal with anti-social behaviour')
    expect(text).toContain('root 0123 4567 89AB')
    expect(text).toMatch(/in words: (\w+ ){14}\w+/)
  })

  it('says whose signature is missing, and why it is needed', () => {
    const [council, police] = standingsOf(first, undefined, [COUNCIL])
    expect(council).toMatchObject({ signed: true, needed: true })
    expect(police).toMatchObject({
      signed: false,
      needed: true,
      why: expect.stringContaining('all of them sign'),
    })
    const guest = first.signatories.map((one) => (one.agency === POLICE ? { ...one, legalClasses: [] } : one))
    const joining = { ...first, signatories: guest }
    expect(standingsOf(joining, undefined, [])[1]).toMatchObject({
      needed: false,
      why: expect.stringContaining('until then nothing is shared with it'),
    })
    // It was a responsible authority before, and has to agree that it is none any more.
    expect(standingsOf(joining, first, [])[1]).toMatchObject({ needed: true })
  })

  it('says what is different, field by field', () => {
    const next = { ...first, version: 2, until: '2030-01-01', signatories: first.signatories.slice(0, 1) }
    expect(differenceLines(first, next)).toEqual([
      'Version: 1, now 2',
      `In force to: ${first.until}, now 2030-01-01`,
      `Signatory removed: ${POLICE}`,
    ])
    expect(differenceLines(first, first)).toEqual([])
    const more = first.signatories.map((one) =>
      one.agency === COUNCIL ? { ...one, bodies: [...one.bodies, 'drug-action' as const] } : one,
    )
    expect(differenceLines(first, { ...first, signatories: more })).toEqual([
      `${COUNCIL}: what it is added: drug-action`,
    ])
  })
})

describe('the review of an agreement (I5)', () => {
  const dueOn = (today: string) =>
    agreementStandings({ ...emptyTrust(), agreements: { [first.id]: inForce } }, today)[0]?.due ?? null

  it('is pointed out from 60 days before on, and until the next version is drafted', () => {
    expect(dueOn('2026-12-01')).toBeNull()
    expect(dueOn('2027-01-05')).toContain('is to be reviewed by 2027-03-02, in 56 days')
    expect(dueOn('2027-03-03')).toContain('was due on 2027-03-02, 1 day ago')
    expect(dueOn('2028-02-01')).toContain('ends on 2028-03-01, in 29 days')
    expect(dueOn('2028-03-02')).toContain('ended on 2028-03-01: nothing is shared under it')
  })
})
