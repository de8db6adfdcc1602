import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { atSink, paced, RECIPIENTS, SUBMITTERS, startRelaying } from '../relaying.ts'
import { moreIsBetter, type Row } from '../row.ts'

/** Brings a sealed referral to about ten kilobytes. */
const ATTACHED_BYTES = 2560

const row: Row = {
  name: 'seal-submit-relay',
  about:
    'the same as submit-relay with everything that the sender’s machine does in the run: form, rules, text, signatures, sealing, and the check of the proof that comes back',
  async measure({ rounds, seconds }) {
    const relaying = await startRelaying()
    try {
      const { session, sink } = relaying
      const sending = { ...session, client: rememberingClient(session.client) }
      const directory = await session.client.directory()
      const ours = (count: number) =>
        atSink(sink, count, async () => {
          let left = count
          const person = async () => {
            while (left-- > 0) await sealAndSend(sending, directory)
          }
          await Promise.all(Array.from({ length: SUBMITTERS }, person))
        })
      const { value, peerValue } = await paced({ rounds, seconds }, ours, relaying.postfixWithGpg)
      const peer = 'Postfix with a gpg content filter'
      return [moreIsBetter({ name: 'seal-submit-relay', value, unit: 'mails/s', peer, peerValue })]
    } finally {
      await relaying.stop()
    }
  },
}

async function sealAndSend(
  session: Session,
  directory: Awaited<ReturnType<Session['client']['directory']>>,
): Promise<void> {
  const prepared = await prepareReferral({
    session,
    directory,
    from: ASB_TEAM,
    to: RECIPIENTS,
    kind: 'asb-incident',
    data: asbIncidentExample,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    attachments: [
      {
        name: 'diary.bin',
        type: 'application/octet-stream',
        bytes: crypto.getRandomValues(new Uint8Array(ATTACHED_BYTES)),
      },
    ],
    now: new Date(),
  })
  if (!prepared.ready) throw new Error(`the rules stopped it: ${JSON.stringify(prepared.decision)}`)
  await send({ session, prepared })
}

/** A program that sends all day asks once for the certificates and for its own keys. */
function rememberingClient(client: Session['client']): Session['client'] {
  const certificates = new Map<string, ReturnType<typeof client.certificates>>()
  const grants = client.keyGrants()
  return {
    ...client,
    keyGrants: async () => [...(await grants)],
    certificates(asked) {
      const key = JSON.stringify(asked)
      const known = certificates.get(key) ?? client.certificates(asked)
      certificates.set(key, known)
      return known
    },
  }
}

export default row
