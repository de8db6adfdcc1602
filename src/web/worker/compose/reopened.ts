import { kindOf } from '../../../domain/kinds.ts'
import type { Consent } from '../../../domain/wire/referral-fields.ts'
import type { OpenedDraft } from '../../../sdk/drafts.ts'
import { ADVICE, isAdvice } from '../../form/reply-form.ts'
import { typedOf } from '../../form/typed.ts'
import { type Composition, formOf, type TypedConsent, type TypedGrounds, type YesNo } from './request.ts'

/**
 * What was composed, from the draft that it was saved as.
 *
 * @param returned the delivery that is returned with it, where it is advice
 */
export function compositionOf({ draft, request, about }: OpenedDraft, returned: string | null): Composition {
  const { id = '', from, kind, data, to, inReplyTo, thread, answers } = request
  const form = formNameOf(kind, data)
  return {
    id,
    from,
    kind,
    form,
    typed: typedOf(formOf({ kind, form }), data),
    to,
    grounds: groundsOf(request),
    keepMarking: false,
    answering: {
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
      ...(thread === undefined ? {} : { thread }),
      ...(answers === undefined ? {} : { answers }),
    },
    returning: returned === null ? null : { delivery: returned, reason: null },
    inCase: null,
    agreement: request.agreement ?? null,
    follows: about.follows ?? null,
    pushed: about.pushed === true,
    draft: { id: draft.id, version: draft.version },
  }
}

/** Which form of its kind the data fill in; null where it has one alone. */
export function formNameOf(kind: Composition['kind'], data: unknown): string | null {
  if (kind === 'reply') return isAdvice(data) ? ADVICE : null
  const { forms } = kindOf(kind)
  if (forms === null || typeof data !== 'object' || data === null) return null
  const named: unknown = Object.getOwnPropertyDescriptor(data, forms.field)?.value
  return forms.all.find(({ name }) => name === named)?.name ?? null
}

function groundsOf(request: OpenedDraft['request']): TypedGrounds {
  const { purpose, bases = [], prescribed, consent, otherConsents = [], guardian, marking, urgency } = request
  const { respondBy, destroyAfter, onward = 'originator-permission' } = request
  return {
    purpose: purpose ?? null,
    bases,
    prescribed: { descriptions: prescribed?.descriptions ?? [], period: prescribed?.period ?? '' },
    consent: consent ? typedConsent(consent) : null,
    otherConsents: otherConsents.map((one) => ({ who: one.who, consent: typedConsent(one.consent) })),
    guardian: { consented: guardian?.consented ?? '', reference: guardian?.reference ?? '' },
    marking: marking ?? null,
    urgency: urgency ?? null,
    respondBy:
      respondBy === undefined
        ? { choice: 'usual', day: '' }
        : respondBy === null
          ? { choice: 'none', day: '' }
          : { choice: 'other', day: respondBy },
    destroyAfter:
      destroyAfter === undefined ? { choice: 'usual', day: '' } : { choice: 'other', day: destroyAfter },
    onward,
  }
}

const typedConsent = ({ state, on, why, written, reviewBy, told }: Consent): TypedConsent => ({
  state,
  on: on ?? '',
  why: why ?? '',
  written: answered(written),
  reviewBy: reviewBy ?? '',
  told: answered(told),
})

const answered = (said: boolean | null): YesNo => (said === null ? '' : said ? 'yes' : 'no')
