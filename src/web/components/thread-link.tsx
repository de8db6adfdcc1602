/** Leads from something to everything that was written to and fro about it. */
export const ThreadLink = ({ thread, reference }: { thread: string; reference: string }) => (
  <a class="govuk-link" href={`/thread/${thread}`}>
    See the exchange<span class="govuk-visually-hidden"> of {reference}</span>
  </a>
)
