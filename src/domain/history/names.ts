/** Where a log went on under another name: the place of its entry `continued`, and the number of that name or of one before it. */
export type KeptNames = { entry: string; least: number; isKnown: boolean }[]

/** The names that a log had, so far as its entries tell: `<host>/log` is the first, then `<host>/log/2`. */
export type Names = {
  /** An entry `continued`; null where it was not given. @returns whether its record can be one */
  goOn(index: bigint, record: string | null): boolean
  /** Whether an index under this name is that entry here: the log may have gone on without it under another name. */
  fits(name: string, index: bigint): boolean
  keep(): KeptNames
}

export function createNames(kept: KeptNames = []): Names {
  const all = kept.map((one) => ({ ...one, entry: BigInt(one.entry) }))
  return {
    goOn(index, record) {
      const before = all.at(-1)?.least ?? 1
      const number = record === null ? null : numberIn(record)
      const isOne = record === null || (number !== null && number > before)
      all.push({
        entry: index,
        least: isOne && number !== null ? number : before + 1,
        isKnown: number !== null,
      })
      return isOne
    },
    fits(name, index) {
      const number = numberOf(name)
      const end = all.find(({ least }) => least > number)
      const last = all.at(-1) ?? { least: 1, isKnown: true }
      return end ? index < end.entry : number === last.least || !last.isKnown
    },
    keep: () => all.map((one) => ({ ...one, entry: String(one.entry) })),
  }
}

/** As `originNumber` in log/new-origin.ts, which this room cannot import. */
function numberOf(name: string): number {
  const [, number] = /\/log\/([2-9]|[1-9]\d{1,3})$/.exec(name) ?? []
  return number === undefined ? 1 : Number(number)
}

function numberIn(record: string): number | null {
  try {
    const said: unknown = JSON.parse(record)
    if (typeof said !== 'object' || said === null || !('despatch' in said) || !('log' in said)) return null
    return said.despatch === 'continued/1' && typeof said.log === 'string' ? numberOf(said.log) : null
  } catch {
    return null
  }
}
