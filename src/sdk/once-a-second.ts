/**
 * Asks once in a second for each subject. OpenPGP counts time in whole seconds (RFC 9580 §3.5): what is true of the same
 * subject at one moment of a second is true in all of it, and at no other second is it taken for granted.
 *
 * A question that failed is asked again. The answers go with their subject.
 */
export function onceASecond<Subject extends object, Answer>(
  ask: (subject: Subject, now: Date) => Promise<Answer>,
): (subject: Subject, now: Date) => Promise<Answer> {
  const last = new WeakMap<Subject, { second: number; answer: Promise<Answer> }>()
  return (subject, now) => {
    const second = Math.floor(now.getTime() / 1000)
    const known = last.get(subject)
    if (known?.second === second) return known.answer
    const answer = ask(subject, now)
    const asked = { second, answer }
    last.set(subject, asked)
    answer.catch(() => {
      if (last.get(subject) === asked) last.delete(subject)
    })
    return answer
  }
}
