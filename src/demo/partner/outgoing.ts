import { setTimeout as pause } from 'node:timers/promises'
import { type RelayResult, relay } from '../../mail/gateway/relay.ts'
import type { GatewayAddress } from './gateway.ts'
import type { MailPartner } from './partners.ts'
import { mailServerName } from './tls.ts'

/** Tries while the gateway cannot be reached or says 4xx, and the pause between two, in milliseconds. */
const TRIES = 5
const PAUSE_MS = 1_000

/**
 * Sends a mail from the partner's own address to the service's gateway, over STARTTLS with its pinned
 * certificate; reports go out from the empty envelope sender (RFC 3464 §2, RFC 8098 §3).
 * @returns the gateway's answer, after a few tries where it was a passing one
 */
export async function sendToGateway(
  partner: MailPartner,
  gateway: GatewayAddress,
  mail: { from: string; to: string; message: Uint8Array; signal?: AbortSignal },
): Promise<RelayResult> {
  for (let tried = 1; ; tried++) {
    const result = await relay({
      ...gateway,
      name: mailServerName(partner.domain),
      localAddress: partner.host,
      envelope: { from: mail.from, to: mail.to, notify: [] },
      message: mail.message,
      timeoutMs: 10_000,
      deadlineMs: 30_000,
    })
    if (result.outcome !== 'retry' || tried >= TRIES) return result
    await pause(PAUSE_MS, undefined, { signal: mail.signal })
  }
}
