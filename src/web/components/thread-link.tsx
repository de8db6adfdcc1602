import { momentInWords } from '../words.ts'

type ThreadLinkProps = {
  thread: string
  /** when what it is of was accepted, ISO 8601: several of these links stand on one page */
  at: string
  /** gone to from what was sent, and back there */
  sent?: boolean
}

/** Leads from something to everything that was written to and fro about it. */
export const ThreadLink = ({ thread, at, sent = false }: ThreadLinkProps) => (
  <a class="govuk-link" href={`/thread/${thread}${sent ? '?from=sent' : ''}`}>
    See the exchange<span class="govuk-visually-hidden"> of {momentInWords(at)}</span>
  </a>
)
