import { type Trust, withheldFrom } from './trust.ts'

/** What judging signatures asks of the trust log. */
export type JudgingTrust = Pick<Trust, 'state' | 'refresh' | 'head' | 'demandSameHistory'>

/**
 * The trust log as it is now, for many signatures that are judged together: it is read on once at most, however many of them name
 * somebody, or a part of it, that is not known here. So a service cannot have it asked for again with each row of a list.
 */
export function steadyTrust(trust: JudgingTrust): JudgingTrust {
  let current: ReturnType<Trust['state']> | undefined
  let further: ReturnType<Trust['state']> | undefined
  const refresh = () => {
    further ??= trust.refresh()
    return further
  }
  return {
    state() {
      current ??= trust.state()
      return further ?? current
    },
    refresh,
    head: () => trust.head(),
    async demandSameHistory(head, who = 'The sender was') {
      if (head.size > (await trust.head()).size) await refresh()
      const { size } = await trust.head()
      if (head.size > size) throw withheldFrom(who, head.size, size)
      return trust.demandSameHistory(head, who)
    },
  }
}
