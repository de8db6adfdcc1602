/** What the service's clock said, as its answers are dated (RFC 9110 §6.6.1); of one run of the command. */
export type ServiceClock = {
  /** `fetch`, noting the date of each answer */
  fetch: typeof globalThis.fetch
  /** A sentence, where this machine's clock and the service's are further apart than any line is slow; else null. */
  remark(): string | null
}

/** Statements that are dated further ahead than this are refused everywhere, in milliseconds. */
const FAR_APART = 5 * 60_000

/**
 * The service is not believed what time it is, and nothing is done by it: a wrong clock makes signatures and sessions fail with
 * errors that name anything but the clock, and whoever reads them is told to look there.
 */
export function createServiceClock(clock: () => Date): ServiceClock {
  let ahead = 0
  return {
    fetch: async (...asked) => {
      const answer = await globalThis.fetch(...asked)
      const said = Date.parse(answer.headers.get('date') ?? '')
      if (!Number.isNaN(said)) ahead = clock().getTime() - said
      return answer
    },
    remark: () =>
      Math.abs(ahead) < FAR_APART
        ? null
        : `This machine’s clock is ${lengthOf(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the service’s. If this machine’s is wrong, set it right and try again.`,
  }
}

function lengthOf(ms: number): string {
  const [size, unit] =
    ms < 2 * 3_600_000
      ? [60_000, 'minutes']
      : ms < 48 * 3_600_000
        ? [3_600_000, 'hours']
        : [86_400_000, 'days']
  return `${Math.round(ms / size)} ${unit}`
}
