/** Places for what takes long, such as an upload: so many for one account, so many in all, in this process. */
export type Places = {
  /** Takes a place. The function gives it back, once; else who has too many already. */
  take(account: string): (() => void) | 'account' | 'all'
}

/** Keeps a count for every account that has a place, and none for any other. */
export function createPlaces({ perAccount, inAll }: { perAccount: number; inAll: number }): Places {
  const taken = new Map<string, number>()
  let all = 0
  return {
    take(account) {
      const mine = taken.get(account) ?? 0
      if (mine >= perAccount) return 'account'
      if (all >= inAll) return 'all'
      taken.set(account, mine + 1)
      all += 1
      let isBack = false
      return () => {
        if (isBack) return
        isBack = true
        all -= 1
        const left = (taken.get(account) ?? 1) - 1
        if (left > 0) taken.set(account, left)
        else taken.delete(account)
      }
    },
  }
}
