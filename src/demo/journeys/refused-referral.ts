import { signStatement } from '../../crypto/statement.ts'
import { asbIncidentExample } from '../../domain/kinds/asb-incident-example.ts'
import { Manifest } from '../../domain/wire/manifest.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { ApiProblemError } from '../../sdk/errors.ts'
import { prepareReferral } from '../../sdk/prepare.ts'
import { ASB_TEAM, LIVERPOOL_YOT } from '../partnership/mailboxes.ts'
import { SENSITIVE_BASES, UNASKED } from './asb-incident.ts'
import { demand, type Take } from './telling.ts'
import type { World } from './world.ts'

/** A program that does not ask the rules first is refused by the service, and the refusal is on record. */
export async function refuseOne(world: World, take: Take): Promise<void> {
  await take(
    'A case worker’s program sends a referral that names no legal basis; the service refuses it and records why.',
    async () => {
      const session = await world.person('asb.caseworker')
      const now = world.clock()
      const prepared = await prepareReferral({
        session,
        from: ASB_TEAM,
        to: [LIVERPOOL_YOT],
        kind: 'asb-incident',
        data: asbIncidentExample,
        bases: SENSITIVE_BASES,
        consent: UNASKED,
        now,
      })
      demand(prepared.ready, 'The rules stopped it too early.')
      const manifest = writeStatement(Manifest, { ...prepared.fields, bases: [] })
      const signature = await signStatement(manifest, session.key, now)
      const refusal = await session.client
        .submit({ manifest, signature, content: prepared.content })
        .then(() => null)
        .catch((error: unknown) => error)
      demand(refusal instanceof ApiProblemError, 'It was not refused.')
      return refusal
    },
    ({ type, detail }) => [
      ['problem', type],
      ['what the case worker is told', detail],
    ],
  )
}
