import { signStatement } from '../../../src/crypto/statement.ts'
import { writeAppointment } from '../../../src/sdk/enrolment/write-appointment.ts'
import { rootOf } from '../../promises/8-keys-belong-to-agencies/hostile.ts'
import { until } from '../../services/sending.ts'
import type { TestService } from '../../setup/service.ts'

/** The co-ordinator becomes a second auditor of the partnership's office, by its root. */
export async function appointSecondAuditor(service: Pick<TestService, 'session' | 'config'>): Promise<void> {
  const session = await service.session('co-ordinator')
  const [me] = Object.values((await session.trust.refresh()).people).filter(
    ({ login }) => login === 'co-ordinator',
  )
  if (!me) throw new Error('the co-ordinator is appointed')
  const { agency, person, title, number, account, fingerprint, sha256, from, until: last, trainedUntil } = me
  const appointment = await writeAppointment(
    {
      ...{ agency, person, title, number, account, roles: ['co-ordinator', 'auditor'] },
      ...{
        certificate: fingerprint,
        sha256,
        holder: null,
        from,
        until: last,
        time: new Date().toISOString(),
      },
    },
    { login: 'co-ordinator', mailboxes: [], trainedUntil },
  )
  const signatures = [
    await signStatement(appointment.statement, await rootOf(service.config, 'office'), new Date()),
  ]
  const { size } = await session.client.enterTrust({
    ...appointment,
    signatures,
    certificates: [me.certificate],
  })
  await until('the appointment was read', async () => (await session.trust.refresh()).size >= size)
}
