type ThreadLinkProps = {
  thread: string
  reference: string
  /** gone to from what was sent, and back there */
  sent?: boolean
}

/** Leads from something to everything that was written to and fro about it. */
export const ThreadLink = ({ thread, reference, sent = false }: ThreadLinkProps) => (
  <a class="govuk-link" href={`/thread/${thread}${sent ? '?from=sent' : ''}`}>
    See the exchange<span class="govuk-visually-hidden"> of {reference}</span>
  </a>
)
