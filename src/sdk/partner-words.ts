import type { PartnerRoute } from '../domain/wire/partners.ts'

const KNOWN_BY = {
  certificate: 'known by its certificate',
  authority: 'known by its authority',
  name: 'known by its name',
} as const

/** In words: where a partner's mail goes, and what the server is known by. */
export const wayOf = ({ by, host, port, knownBy }: PartnerRoute): string =>
  by === 'mx' ? 'to its MX' : host === null ? 'to no host yet' : `to ${host}:${port}, ${KNOWN_BY[knownBy]}`

/** How the way to a partner fares, in a word or two. */
export const fares = ({
  paused,
  deferrals,
  lastSuccess,
}: PartnerRoute): 'paused' | 'failing' | 'fine' | 'not tried' =>
  paused ? 'paused' : deferrals > 0 ? 'failing' : lastSuccess ? 'fine' : 'not tried'

/** What holds for a partner from now on, in a sentence. */
export const remindersWords = ({ domain, reminders }: Pick<PartnerRoute, 'domain' | 'reminders'>): string =>
  reminders
    ? `${domain} is reminded by mail of what it has not answered.`
    : `${domain} is not reminded by mail any more.`
