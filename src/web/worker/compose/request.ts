import { consentOf } from '../../../domain/consents.ts'
import { type Kind, kindOf } from '../../../domain/kinds.ts'
import type { AnswerReason } from '../../../domain/receipt-reasons.ts'
import {
  type AgreementReference,
  type Category,
  type Consent,
  type ConsentState,
  type Description,
  type KindName,
  type Marking,
  NOT_ASKED,
  type Purpose,
  type Urgency,
} from '../../../domain/wire/referral-fields.ts'
import type { ReferralRequest } from '../../../sdk/referral-request.ts'
import { withLawOfOrder } from '../../form/order-form.ts'
import { type Group, questionsOf } from '../../form/questions.ts'
import { ADVICE, needsNoLaw, replyForm, tellsOfNobody } from '../../form/reply-form.ts'
import { dataOf, dateOf, type Typed, withTyped } from '../../form/typed.ts'

/** Yes, no, or not answered. */
export type YesNo = '' | 'yes' | 'no'

/** Consent as it is typed; days are as their three fields are. */
export type TypedConsent = {
  state: ConsentState | ''
  on: string
  why: string
  written: YesNo
  reviewBy: string
  told: YesNo
}

/** Grounds and handling as they are typed. What the kind settles is null, or `usual`, until somebody says otherwise. */
export type TypedGrounds = {
  purpose: Purpose | null
  bases: readonly string[]
  prescribed: { descriptions: readonly Description[]; period: string }
  consent: TypedConsent | null
  otherConsents: readonly { who: Category; consent: TypedConsent }[]
  guardian: { consented: string; reference: string }
  marking: Marking | null
  urgency: Urgency | null
  respondBy: { choice: 'usual' | 'other' | 'none'; day: string }
  destroyAfter: { choice: 'usual' | 'other'; day: string }
  onward: 'originator-permission' | 'none'
}

/** A referral as far as it is composed, but for its files. */
export type Composition = {
  /** that it is going to have, so that it is sent once */
  id: string
  from: string
  kind: KindName
  /** where the kind has several forms: which */
  form: string | null
  typed: Typed
  to: readonly string[]
  grounds: TypedGrounds
  /** that a higher marking within it is not meant was asked and answered */
  keepMarking: boolean
  /** what it answers, where it was begun elsewhere */
  answering: Pick<ReferralRequest, 'inReplyTo' | 'thread' | 'answers'>
  /** what is returned once it was sent, where it is advice; a draft keeps no reason, so that is asked for again */
  returning: { delivery: string; reason: AnswerReason | null } | null
  /** the case that it is about, which what was sent is put into; a draft does not say it */
  inCase: { id: string; title: string } | null
  /** under another agreement than the first that covers all parties; null where none was chosen */
  agreement: AgreementReference | null
  /** of a note: the referral of its exchange that it follows */
  follows: string | null
  /** an order that is pushed, with what is usual filled in */
  pushed: boolean
  /** the draft that it was opened from or saved to last */
  draft: { id: string; version: number } | null
}

/** A wrong day or reference: where it was typed, and what is to be done. */
export type GroundsFault = { step: 'law' | 'consent' | 'handling'; field: string; message: string }

/** The form that was chosen of a kind, as it is asked. */
export function formOf({ kind, form }: Pick<Composition, 'kind' | 'form'>): Group {
  const of: Kind = kindOf(kind)
  const chosen = of.forms?.all.find(({ name }) => name === form)
  const group = withLawOfOrder(questionsOf(chosen?.schema ?? of.schema))
  return kind === 'reply' ? replyForm(group, form === ADVICE) : group
}

/** The data of the form, as they were typed. What tells of nobody names no sort of people, whatever was chosen before. */
export const typedData = (composition: Pick<Composition, 'kind' | 'form' | 'typed'>): unknown => {
  const { typed } = composition
  const said = tellsOfNobody(typed) ? withTyped(typed, ['contains', 'categories'], []) : typed
  return dataOf(formOf(composition), said)
}

/**
 * What is to be sent, without its attachments. A day that is none is left out and told.
 */
export function requestOf(composition: Composition): { request: ReferralRequest; faults: GroundsFault[] } {
  const { id, from, kind, to, answering } = composition
  const grounds = needsNoLaw(composition) ? withoutLaw(composition.grounds) : composition.grounds
  const faults: GroundsFault[] = []
  const dayIn = (step: GroundsFault['step'], field: string, typed: string, what: string): string | null => {
    const day = dateOf(typed)
    if (day !== undefined && isDay(day)) return day
    faults.push({
      step,
      field,
      message:
        day === undefined
          ? `Enter ${what}`
          : `The ${what.replace(/^the /, '')} must be a real date, such as 27 3 2010`,
    })
    return null
  }
  const consentFrom = (typed: TypedConsent, at: string): Consent => {
    const { state, on, why, written, reviewBy, told } = typed
    const answered = state === 'given' || state === 'refused'
    const optional = (name: string, day: string, what: string) =>
      dateOf(day) === undefined ? null : dayIn('consent', `${at}-${name}`, day, what)
    return consentOf(state === '' ? 'not-sought' : state, {
      ...(answered ? { on: optional('on', on, 'the day on which they answered') } : {}),
      ...(state === 'not-sought' ? { why: NOT_ASKED.find((code) => code === why) ?? null } : {}),
      ...(state === 'given'
        ? {
            written: saidOf(written),
            reviewBy: optional('review', reviewBy, 'the day on which it is reviewed'),
          }
        : {}),
      told: saidOf(told),
    })
  }
  const { prescribed, guardian, marking, respondBy, destroyAfter } = grounds
  const hasGuardian = guardian.reference.trim() !== '' || dateOf(guardian.consented) !== undefined
  const consented = hasGuardian
    ? dayIn('consent', 'guardian-consented', guardian.consented, 'the day on which the Guardian consented')
    : null
  if (
    hasGuardian &&
    !/^(?=[^0-9]*[0-9])[A-Z0-9](?:[A-Z0-9./-]{0,38}[A-Z0-9])?$/.test(guardian.reference.trim())
  )
    faults.push({
      step: 'consent',
      field: 'guardian-reference',
      message: 'The Guardian’s reference must be capitals and digits, such as CG/2010/31, and no name',
    })
  const ofQuarter = grounds.bases.includes('cda-1998-s17a') && prescribed.descriptions.length > 0
  const period = ofQuarter
    ? dayIn('law', 'prescribed-period', prescribed.period, 'the first day of the quarter')
    : null
  const answerDay =
    respondBy.choice === 'other'
      ? dayIn('handling', 'respond-by-day', respondBy.day, 'the day by which you want an answer')
      : null
  const lastDay =
    destroyAfter.choice === 'other'
      ? dayIn('handling', 'destroy-after-day', destroyAfter.day, 'the last day on which it is kept')
      : null
  const request: ReferralRequest = {
    id,
    from,
    to: [...to],
    kind,
    data: typedData(composition),
    bases: [...grounds.bases],
    onward: grounds.onward,
    ...answering,
    ...(grounds.purpose === null ? {} : { purpose: grounds.purpose }),
    ...(grounds.urgency === null ? {} : { urgency: grounds.urgency }),
    ...(grounds.consent === null || grounds.consent.state === ''
      ? {}
      : { consent: consentFrom(grounds.consent, 'consent') }),
    ...(grounds.otherConsents.length === 0
      ? {}
      : {
          otherConsents: grounds.otherConsents.map(({ who, consent }) => ({
            who,
            consent: consentFrom(consent, `consent-of-${who}`),
          })),
        }),
    ...(consented === null ? {} : { guardian: { consented, reference: guardian.reference.trim() } }),
    ...(period === null ? {} : { prescribed: { descriptions: [...prescribed.descriptions], period } }),
    ...(marking === null ? {} : { marking }),
    ...(respondBy.choice === 'none'
      ? { respondBy: null }
      : answerDay === null
        ? {}
        : { respondBy: answerDay }),
    ...(lastDay === null ? {} : { destroyAfter: lastDay }),
    ...(composition.agreement === null ? {} : { agreement: composition.agreement }),
  }
  return { request, faults }
}

/** What was chosen before it turned out to tell of nobody goes no further. */
const withoutLaw = (grounds: TypedGrounds): TypedGrounds => ({
  ...grounds,
  bases: [],
  prescribed: { descriptions: [], period: '' },
  consent: null,
  otherConsents: [],
  guardian: { consented: '', reference: '' },
})

const isDay = (day: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return false
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

const saidOf = (answer: YesNo): boolean | null => (answer === '' ? null : answer === 'yes')
