import { describe, expect, it } from 'vitest'
import { consentOf } from '../../../src/domain/consents.ts'
import { decide, unmetIn } from '../../../src/domain/decide.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { CONSENT, depersonalised, directory, lawful, PRESCRIBED, TODAY } from '../partnership.ts'

/** What a person is told, word for word: by the rule that says it. */

type Line = [rule: string, says: string, change: Partial<ReferralFields>, sentence: string]

const gpms = (level: string, ...descriptors: string[]): Pick<ReferralFields, 'marking'> => ({
  marking: { scheme: 'GPMS', level, descriptors },
})
const handling = (change: Partial<ReferralFields['handling']>) => ({
  handling: { ...lawful.handling, ...change },
})
const named = (...bases: string[]) => ({ bases: ['cda-1998-s115', ...bases] })
const HEALTH = { from: 'drug.team@testville.nhs.test' }
const COURT = { to: ['listing@testville.cjsm.test'] }
const treatment = (change: Partial<ReferralFields> = {}) => ({
  categories: ['drug-treatment' as const],
  ...change,
})
const ASK =
  'If you are uncertain which legal basis there is, ask your Designated Liaison Officer before you share.'

const told = (change: Partial<ReferralFields>) =>
  unmetIn(decide({ ...lawful, ...change }, directory, TODAY)).map(({ rule, sentence }) => [rule, sentence])

describe('what is said in 2010', () => {
  it.each<Line>([
    [
      'A7',
      'of personal data for an agency of group 2',
      { to: ['chair@shops.test'], bases: [...lawful.bases, 'dpa-1998-s35'] },
      'Testville Shopkeepers is not in group 1 of the agreement, so it shares depersonalised information only. Depersonalise the referral, or leave it out.',
    ],
    [
      'A9',
      'of a closed mailbox',
      { to: ['old@testville.gcsx.test'] },
      'The mailbox old@testville.gcsx.test is closed. Choose another of Testville Council.',
    ],
    [
      'A9',
      'of a mailbox outside the mail domains of the agreement',
      { to: ['second@testshire.elsewhere.test'] },
      'The agreement testville-isp, version 2, gives Testshire Police no mail domain that second@testshire.elsewhere.test is in. Choose another of its mailboxes.',
    ],
    [
      'A9',
      'of a mailbox that nobody has',
      { to: ['nobody@pnn.test'] },
      'nobody@pnn.test is not a mailbox of this partnership. Choose one from the directory.',
    ],
    [
      'A9',
      'of an agreement that there is not',
      { agreement: { id: 'other', version: 2 } },
      'There is no agreement other, version 2. Choose one that your agency has signed. Until then nobody can say who may share under it, how it is marked or on which legal bases.',
    ],
    [
      'A9',
      'of an agreement that has ended, and nothing of whom it lists as what',
      { agreement: { id: 'testville-isp', version: 1 }, from: 'team@lapsed.test' },
      'The agreement testville-isp, version 1, is in force from 2008-01-01 to 2009-12-31 only. Choose one that is in force today. Who may share, the one that you choose says.',
    ],
    [
      'A9',
      'of an agency that has not signed',
      { to: ['team@elsewhere.gcsx.test'] },
      'Elsewhere Council has not signed the agreement testville-isp, version 2. Nothing is shared with, or by, an agency that has not signed.',
    ],
    [
      'A9',
      'of a sender that has not signed, and not that a duty does not bind it',
      {
        ...depersonalised,
        from: 'team@elsewhere.gcsx.test',
        bases: ['cda-1998-s17a'],
        prescribed: PRESCRIBED,
      },
      'Elsewhere Council has not signed the agreement testville-isp, version 2. Nothing is shared with, or by, an agency that has not signed.',
    ],
    [
      'M6',
      'of a marking of another scheme',
      { marking: { scheme: 'GSC', level: 'OFFICIAL', descriptors: [] } },
      'Under this agreement markings are of the GPMS scheme, not GSC. Until it has one, nobody can say who may be sent it so marked.',
    ],
    [
      'M6',
      'of a marking that there is not',
      gpms('VERY SECRET'),
      'VERY SECRET is not a marking of the GPMS scheme. Until it has one, nobody can say who may be sent it so marked.',
    ],
    [
      'M6',
      'of a marking above the ceiling',
      gpms('SECRET'),
      'SECRET may not travel by this service, whose highest marking is RESTRICTED. Do not lower the marking: ask your security officer how to send it.',
    ],
    [
      'M6',
      'of descriptors that there are not',
      gpms('RESTRICTED', 'ODD', 'STRANGE'),
      'ODD, STRANGE is not a descriptor. The descriptors are APPOINTMENTS, BUDGET, COMMERCIAL, CONTRACTS, HONOURS, INVESTIGATION, MANAGEMENT, MEDICAL, PERSONAL, POLICY, PRIVATE, STAFF, VISITS.',
    ],
    [
      'M6',
      'of PROTECT alone',
      gpms('PROTECT'),
      'PROTECT always carries a descriptor: add one, such as PERSONAL.',
    ],
    [
      'M6',
      'of personal data without a marking',
      gpms('NOT PROTECTIVELY MARKED'),
      'Personal data is not sent NOT PROTECTIVELY MARKED: mark it PROTECT – PERSONAL, or RESTRICTED.',
    ],
    [
      'M6',
      'of a route for less than its marking',
      { to: ['front.desk@testshire.police.test'] },
      'Mail to testshire.police.test is accredited to carry PROTECT (GPMS) at the highest, and this is RESTRICTED. Choose another mailbox of that agency; do not lower the marking.',
    ],
    [
      'M6',
      'of a route whose accreditation has ended',
      { to: ['archive@testshire.lapsed.test'] },
      'Mail to testshire.lapsed.test is not accredited to carry marked information today. Ask the CSP Co-ordinator to check its network.',
    ],
    [
      'M4',
      'of people whose information is sensitive',
      { dataClass: 'personal', categories: ['suspected-perpetrator', 'victim', 'informer'] },
      'Information about these people is sensitive personal data: suspected perpetrator, victim. Declare it sensitive-personal.',
    ],
    [
      'M4',
      'of what is sensitive and about nobody',
      { categories: [] },
      'It is declared sensitive-personal, and about nobody: say whom it is about, such as victim, witness or other-subject.',
    ],
    [
      'M5',
      'of people in what is declared depersonalised',
      { ...depersonalised, categories: ['suspected-perpetrator', 'drug-treatment'] },
      'It is declared depersonalised, yet names people: suspected perpetrator, drug treatment. Declare it personal or sensitive-personal, or leave the people out.',
    ],
    [
      'I11',
      'of a sender whose entry in the register has ended',
      { from: 'team@lapsed.test' },
      "Lapsed Trust has had no valid entry since 2010-02-28 in the Information Commissioner's register, so it may not share personal data. Ask your data protection officer to renew it, and the CSP Co-ordinator to record it.",
    ],
    [
      'L2',
      'of the duty of section 17A towards who is no relevant authority',
      { ...depersonalised, ...COURT, bases: ['cda-1998-s17a'], prescribed: PRESCRIBED },
      'Crime and Disorder Act 1998, section 17A is a duty between relevant authorities, and does not reach Testville Magistrates from Testville Council. Leave it out: depersonalised information needs no legal basis.',
    ],
    [
      'L2',
      'of the duty of section 17A for personal data',
      { bases: [...lawful.bases, 'cda-1998-s17a'] },
      'Crime and Disorder Act 1998, section 17A covers depersonalised information only by this basis, and this is sensitive-personal. Leave it out, or change the referral.',
    ],
    [
      'D2',
      'of permission that nobody asked for',
      named('dpa-1998-sch2-1', 'dpa-1998-sch3-7'),
      'Data Protection Act 1998, Schedule 2, paragraph 1 rests on permission: record that consent was given, or choose another condition.',
    ],
    [
      'D2',
      'of permission that was refused',
      { ...named('dpa-1998-sch2-1', 'dpa-1998-sch3-7'), categories: ['victim'], consent: CONSENT.refused },
      'Data Protection Act 1998, Schedule 2, paragraph 1 rests on permission, and permission was refused. Choose another condition.',
    ],
    [
      'D3',
      'of consent that nobody withheld',
      { ...named('dpa-1998-sch2-5', 'dpa-1998-sch3-3b'), consent: CONSENT.given },
      'Data Protection Act 1998, Schedule 3, paragraph 3(b) is for consent that was unreasonably withheld: record that consent was refused, or choose another condition.',
    ],
    [
      'L11',
      'of consent with a reason why nobody was asked',
      { consent: { ...CONSENT.given, why: 'risk' } },
      'Consent is recorded as given, and yet with a reason why nobody was asked (risk). Leave out what is not so.',
    ],
    [
      'L11',
      'of consent not needed, with a day of the answer',
      { consent: { ...CONSENT.notNeeded, on: '2010-02-01' } },
      'Consent is recorded as not-needed, and yet with a day of the answer (2010-02-01). Leave out what is not so.',
    ],
    [
      'L11',
      'of consent not needed, in writing',
      { consent: { ...CONSENT.notNeeded, written: true } },
      'Consent is recorded as not-needed, and yet with whether it is in writing. Leave out what is not so.',
    ],
    [
      'L11',
      'of consent not needed, with a day of review',
      { consent: { ...CONSENT.notNeeded, reviewBy: '2010-05-01' } },
      'Consent is recorded as not-needed, and yet with a day of review (2010-05-01). Leave out what is not so.',
    ],
    [
      'L11',
      'of consent given tomorrow',
      { consent: consentOf('given', { on: '2010-03-02' }) },
      'Consent is recorded as of 2010-03-02, which is still to come. Correct the day.',
    ],
    [
      'L11',
      'of a review before the consent',
      { consent: consentOf('given', { on: '2010-02-02', reviewBy: '2010-02-01' }) },
      'Consent was given on 2010-02-02, and was to be reviewed before, by 2010-02-01. Correct the days.',
    ],
    [
      'L11',
      'of consent given on no day',
      { consent: consentOf('given') },
      'Consent is recorded as given: add the day on which that was said.',
    ],
    [
      'L11',
      'of consent not sought for no reason',
      { consent: consentOf('not-sought') },
      'Consent is normally sought, and nobody has said why it was not: record it as given, refused or not needed, or say why nobody was asked, such as prejudice or risk.',
    ],
    [
      'L11',
      'of an informer who refused',
      { consent: CONSENT.refused },
      'Consent was refused, and what an informer says is told in confidence: name the exception for which it is shared all the same, such as common-law-crime or common-law-harm, or leave the informer out.',
    ],
    [
      'BP5',
      'of treatment for which nobody was asked',
      treatment(),
      'It tells of treatment for drugs or alcohol, for which consent is not sought: have it in writing, or name why it is shared all the same in this case, common-law-harm, common-law-crime, common-law-required.',
    ],
    [
      'BP6',
      'of treatment on spoken consent',
      treatment({ consent: consentOf('given', { on: '2010-02-01', reviewBy: '2011-02-01' }) }),
      'It tells of treatment for drugs or alcohol, which is shared on written consent: have it in writing and record that.',
    ],
    [
      'BP6',
      'of treatment without a day of review',
      treatment({ consent: consentOf('given', { on: '2010-02-01', written: true }) }),
      'Written consent to share treatment is reviewed each year or at each episode of treatment: add the day by which it is reviewed.',
    ],
    [
      'BP6',
      'of treatment a year after the consent, whatever was recorded for its review',
      treatment({ consent: consentOf('given', { on: '2009-01-01', written: true, reviewBy: '2010-12-31' }) }),
      'The consent to share treatment was to be reviewed by 2010-01-01: ask for it anew and record the new day.',
    ],
    [
      'PR3',
      'of an answer due yesterday',
      handling({ respondBy: '2010-02-28' }),
      'The respond-by date, 2010-02-28, has passed. Choose a later one.',
    ],
    [
      'D7',
      'of destruction yesterday',
      handling({ destroyAfter: '2010-02-28' }),
      'The destroy-after date, 2010-02-28, has passed. Choose a later one.',
    ],
    [
      'D7',
      'of destruction before the answer is due',
      handling({ destroyAfter: '2010-03-11' }),
      'It would be destroyed on 2010-03-11, before the answer is due on 2010-03-12. Choose a later destroy-after date.',
    ],
    [
      'F10',
      'of a request that is due on no day',
      { kind: 'evidence-request', ...handling({ respondBy: null }) },
      'A request says by when it needs an answer: add a respond-by date.',
    ],
    [
      'U8',
      'of the Guardian of who has none',
      { guardian: { consented: '2010-02-26', reference: 'CG/1' } },
      'Testville Council is no organisation of health or social care by this agreement, so it has no Caldicott Guardian whose consent counts. Leave it out.',
    ],
    [
      'U8',
      'of a Guardian’s consent of tomorrow',
      {
        ...HEALTH,
        bases: [...lawful.bases, 'common-law-crime'],
        guardian: { consented: '2010-03-02', reference: 'CG/1' },
      },
      'The Caldicott Guardian cannot have consented on 2010-03-02, which is still to come. Record the day on which the Guardian did.',
    ],
    [
      'L13',
      'of a basis that there is not',
      { bases: [...lawful.bases, 'magna-carta-39'] },
      `magna-carta-39 is not a legal basis under this agreement's rules (United Kingdom, 2010). ${ASK}`,
    ],
  ])('%s: %s', (rule, _says, change, sentence) => {
    expect(told(change)).toEqual([[rule, sentence]])
  })
})
