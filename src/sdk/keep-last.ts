/**
 * Does the same work for the same texts once, as long as nothing else is asked in between. For work that depends on
 * nothing but its texts; what failed is done again.
 */
export function keepLast<Texts extends string[], Result>(
  work: (...texts: Texts) => Promise<Result>,
): (...texts: Texts) => Promise<Result> {
  let last: { texts: Texts; result: Promise<Result> } | null = null
  return (...texts) => {
    if (last?.texts.every((text, at) => text === texts[at])) return last.result
    const done = { texts, result: work(...texts) }
    last = done
    done.result.catch(() => {
      if (last === done) last = null
    })
    return done.result
  }
}
