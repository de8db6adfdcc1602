import { setTimeout as sleep } from 'node:timers/promises'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../src/demo/partnership/mailboxes.ts'
import { registerPartners } from '../src/demo/register.ts'
import type { Session } from '../src/sdk/session.ts'
import { bringForSeconds, type MailServer } from './inbound-load.ts'
import { mailForm } from './inbound-mail.ts'
import { presealed } from './presealed.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { type Sink, startSink } from './sink.ts'
import { openSlowReaders } from './slow-readers.ts'
import { formsOf, load } from './submit-load.ts'

/** What the one process held: at most during the load, and by how much each large thing raised that. In bytes. */
export type MemoryFigures = {
  start: number
  load: number
  steps: { what: string; raise: number; peak: number }[]
}

const MIB = 1024 * 1024
/** Where the police's mail comes from, by their network's row. */
const POLICE_RELAY = '127.0.0.13'
const READERS = 31
/** How long they keep at it. */
const SLOWLY_MS = 10_000

type Scene = { service: ServiceProcess; sender: Session; sink: Sink; server: MailServer }

/**
 * A service under everything at once (submissions for three mailboxes, one of them by mail; mail coming in over
 * twenty connections; lists and the register being read), and then each large thing by itself.
 */
export async function measureMemory({
  seconds,
  progress,
  nodeFlags = [],
  environment = {},
}: {
  /** of the load */
  seconds: number
  progress: (line: string) => void
  nodeFlags?: readonly string[]
  environment?: Readonly<Record<string, string>>
}): Promise<MemoryFigures> {
  const service = await startServiceProcess({ nodeFlags, environment })
  const sink = await startSink()
  try {
    const { host, port, tlsCertificate } = sink
    const domain = POLICE_INTELLIGENCE.slice(POLICE_INTELLIGENCE.indexOf('@') + 1)
    await registerPartners(service.db, [
      { domain, host, port, tlsCertificate, relayAddresses: [POLICE_RELAY] },
    ])
    const server = {
      host: '127.0.0.1',
      port: service.smtpPort,
      localAddress: POLICE_RELAY,
      from: POLICE_INTELLIGENCE,
      to: ASB_TEAM,
    }
    const scene = { service, sink, server, sender: await service.session('asb.caseworker') }
    const start = await service.peakMemory()
    progress(`after the start: ${mib(start)} MiB`)
    await mixedLoad(scene, seconds)
    const loaded = await service.peakMemory()
    progress(`under load: ${mib(loaded)} MiB`)

    const steps: MemoryFigures['steps'] = []
    const step = async (what: string, work: () => Promise<unknown>) => {
      const before = await service.peakMemory()
      await work()
      const peak = await service.peakMemory()
      steps.push({ what, raise: peak - before, peak })
      progress(`${what}: ${mib(peak)} MiB, ${mib(peak - before)} more`)
    }
    let large = ''
    await step('a submission of 25 MiB', async () => {
      large = await submitLarge(scene)
    })
    await step('a mail of 25 MiB', () => bringLarge(scene))
    await step(`${READERS} slow readers of exports`, async () =>
      readSlowly(await service.session('auditor'), '/register/disclosures/export?format=json'),
    )
    await step(`${READERS} slow readers of 25 MiB`, () =>
      readSlowly(scene.sender, `/referrals/${large}/content`),
    )
    return { start, load: loaded, steps }
  } finally {
    await sink.stop()
    await service.stop()
  }
}

async function mixedLoad({ service, sender, server }: Scene, seconds: number): Promise<void> {
  const auditor = await service.session('auditor')
  const form = await mailForm(service.db, { ...server, bytes: 10 * 1024 })
  const began = performance.now()
  const isOver = () => performance.now() - began > seconds * 1000
  const submitting = async () => {
    while (!isOver()) {
      const referrals = await presealed(sender, { count: 100, to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] })
      await submit(service, sender, referrals, 8)
    }
  }
  const reading = async () => {
    while (!isOver()) {
      await sender.client.inbox({})
      await sender.client.sent({})
      await auditor.client.disclosures({}, { limit: 200 })
      for await (const _ of auditor.client.disclosuresExport('csv'));
    }
  }
  await Promise.all([submitting(), reading(), bringForSeconds(server, form, { connections: 20, seconds })])
}

/**
 * As large as is taken, and till it has left by mail; three times.
 *
 * @returns the id of the last
 */
async function submitLarge({ service, sender, sink }: Scene): Promise<string> {
  let last = ''
  for (let turn = 0; turn < 3; turn += 1) {
    const { taken } = await sink.expect(1)
    const bytes = sender.service.limits.contentBytes - 4096
    const referrals = await presealed(sender, { count: 1, to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE], bytes })
    await submit(service, sender, referrals, 1)
    await taken
    last = referrals[0]?.id ?? ''
  }
  return last
}

async function bringLarge({ service, server }: Scene): Promise<void> {
  const form = await mailForm(service.db, { ...server, bytes: 25 * MIB - 4096 })
  for (let turn = 0; turn < 3; turn += 1)
    await bringForSeconds(server, form, { connections: 1, seconds: 0.01 })
}

async function readSlowly({ client }: Session, path: string): Promise<void> {
  const readers = await openSlowReaders(new URL(`/api/v1${path}`, client.origin), client.token, READERS)
  await sleep(SLOWLY_MS)
  readers.end()
}

const submit = (
  service: ServiceProcess,
  { client: { token } }: Session,
  referrals: Awaited<ReturnType<typeof presealed>>,
  connections: number,
) =>
  load({
    url: new URL('/api/v1/referrals', service.origin).href,
    token,
    submissions: formsOf(referrals),
    connections,
  })

const mib = (bytes: number) => Math.round(bytes / MIB)
