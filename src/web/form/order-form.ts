import { whyAgeIsNeeded } from '../../domain/orders/checks/age.ts'
import { orderTypeOf } from '../../domain/orders/order-types.ts'
import type { Group, Question } from './questions.ts'

/**
 * The form of an order with what its law asks for besides: how old its subject was, which the form itself leaves open since either the
 * date of birth or an age says it. Any other form is as it was.
 */
export function withLawOfOrder(form: Group): Group {
  const named = form.parts.find(({ name }) => name === 'orderType')
  const type = named?.is === 'fixed' ? orderTypeOf(named.value) : undefined
  const why = type === undefined ? [] : whyAgeIsNeeded(type)
  if (why.length === 0) return form
  const lawAsks = `The law of this order asks for the age: ${why.join('; ')}. Where it is not known, the age on the day of the order is asked for instead.`
  return {
    ...form,
    parts: form.parts.map((part) => (part.name === 'subject' ? birthAsked(part, lawAsks) : part)),
  }
}

function birthAsked(subject: Question, lawAsks: string): Question {
  if (subject.is !== 'group') return subject
  const parts = subject.parts.map((part) => (part.name === 'dateOfBirth' ? { ...part, lawAsks } : part))
  return { ...subject, parts }
}
