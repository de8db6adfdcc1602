import type { PartnerRoute } from '../domain/wire/partners.ts'
import { fares, wayOf } from '../sdk/partner-words.ts'
import { shortTime } from './wording.ts'

/** What the list says of one partner: a line, and more beneath it. */
export function recordOf(route: PartnerRoute) {
  const { domain, agency, paused, queue, lastSuccess, deferrals, last, tls, limits, serverLimit } = route
  const sizes = [limits.bytes, serverLimit].flatMap((bytes) => bytes ?? [])
  return {
    cells: [
      domain,
      fares(route),
      String(queue.mails),
      lastSuccess === null ? 'never' : shortTime(lastSuccess),
    ],
    beneath: [
      `${agency ?? 'of no agency'}, ${wayOf(route)}${sizes.length === 0 ? '' : `, at most ${Math.min(...sizes)} bytes`}`,
      ...(route.reminders ? [] : ['not reminded by mail of what it has not answered']),
      ...(paused ? [`paused since ${shortTime(paused)}`] : []),
      ...(queue.oldest ? [`the oldest has waited since ${shortTime(queue.oldest)}`] : []),
      ...(last && deferrals > 0
        ? [`put off ${deferrals} times; last by ${last.host}: ${last.code ?? ''} ${last.reply}`.trim()]
        : []),
      ...(tls ? [`over ${tls.cipher}`] : []),
      ...(route.certificateUntil ? [`server certificate until ${shortTime(route.certificateUntil)}`] : []),
      ...route.mailboxes.map(
        ({ address, certificateUntil }) =>
          `${address}${certificateUntil === null ? '' : `, certificate until ${shortTime(certificateUntil)}`}`,
      ),
    ],
  }
}
